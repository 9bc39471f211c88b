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
package io.mlbatch.camel.operation;

import java.util.function.Supplier;

import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.client.Artifact;

/**
 * File of a record, whose first response is open.
 *
 * @param artifact the first response, which is read first
 * @param fetch requests the file again, for every further read
 */
public record FetchedFile(Artifact artifact, Supplier<Artifact> fetch) {

    public static FetchedFile from(Supplier<Artifact> fetch) {
        return new FetchedFile(fetch.get(), fetch);
    }

    /** The content. Reading it again fetches it again, because it can be larger than the memory. */
    public ReplayableStream stream() {
        return new ReplayableStream(artifact, fetch, artifact.length().orElse(0));
    }
}
