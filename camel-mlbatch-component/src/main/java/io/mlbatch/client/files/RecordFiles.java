/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.client.files;

import java.util.List;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.protocol.ExecutionId;

/** Lists the files of a record when files of all records are requested. */
public final class RecordFiles {

    private RecordFiles() {}

    /**
     * Returns the names of a record's files; empty also when the server responds that they do not exist.
     *
     * @throws NotFoundException when the server responds the same for the execution
     */
    public static List<String> names(BatchClient client, ExecutionId id, int index) {
        try {
            return client.artifacts(id, index);
        } catch (NotFoundException none) {
            // a starting server, or the gateway before it, responds the same to every request: no file must be skipped
            client.poll(id, status -> false).close();
        }
        try {
            return client.artifacts(id, index);
        } catch (NotFoundException none) {
            return List.of();
        }
    }
}
