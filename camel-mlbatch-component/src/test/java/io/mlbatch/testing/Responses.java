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
package io.mlbatch.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.ServiceResponseJson;

/** Responses made of results. */
public final class Responses {

    private Responses() {}

    /** @param results by index; {@code null} for an index without a result */
    public static BatchResponse of(ExecutionId id, BatchStatus status, List<ServiceResponse> results) {
        List<Parameter> definitions = results.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(ServiceResponse::definitions)
                .orElse(List.of());
        Iterator<byte[]> encoded = results.stream()
                .map(result -> result == null ? null : ServiceResponseJson.write(result))
                .iterator();
        try {
            return BatchResponseJson.read(BatchResponseJson.stream(status, encoded), id, definitions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
