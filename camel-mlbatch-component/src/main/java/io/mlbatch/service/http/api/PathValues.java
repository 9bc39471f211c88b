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
package io.mlbatch.service.http.api;

import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.ApiCall;

/**
 * The values of the placeholders in the path of a request, by their names in {@link ApiCall}. Only the placeholders of
 * the matched call have a value.
 *
 * @param values the decoded values, in the order of the placeholders
 */
public record PathValues(List<String> values) {

    String serviceName() {
        return values.get(0);
    }

    String version() {
        return values.get(1);
    }

    /** Returns name and version of the service, for messages. */
    String service() {
        return serviceName() + "/" + version();
    }

    public String executionId() {
        return values.get(2);
    }

    /** Returns the index of a record as it was sent; it may be any text. */
    String index() {
        return values.get(3);
    }

    String fileName() {
        return values.get(4);
    }

    /** Returns the name of the file of {@link ApiCall#PAGE_FILE}. */
    public String pageFile() {
        return values.get(0);
    }

    /** Returns the refresh token of {@link ApiCall#REVOKE_IN_PATH}; empty for the calls of tokens without one. */
    Optional<String> refreshToken() {
        return values.stream().findFirst();
    }
}
