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
package io.mlbatch.protocol;

import java.io.Serializable;
import java.util.Objects;

/**
 * Identifier of one batch execution of a service, as the server assigned it at the start.
 *
 * @param service the service that the execution belongs to; every call needs it for its path
 * @param value the server's identifier, usually a UUID; opaque to clients
 */
public record ExecutionId(ServiceId service, String value) implements Serializable {

    public ExecutionId {
        Objects.requireNonNull(service, "service");
        ServiceId.requirePathSegment("execution id", value);
    }

    /** Returns the server's identifier alone, which is the form in headers and messages. */
    @Override
    public String toString() {
        return value;
    }
}
