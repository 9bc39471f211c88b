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
package io.mlbatch.client;

import java.io.Serializable;
import java.net.URI;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/**
 * The subject of a call, for errors.
 *
 * @param operation the operation, like {@code start}
 * @param service the service, or {@code null} (a login has none)
 * @param executionId the execution, or {@code null} if the call has no execution
 * @param server the URL of the server if there are several, or {@code null}
 */
public record CallContext(String operation, ServiceId service, ExecutionId executionId, URI server)
        implements Serializable {

    /** Returns the context of a call about a service. */
    public static CallContext of(String operation, ServiceId service) {
        return new CallContext(operation, service, null, null);
    }

    /** Returns the context of a call about an execution. */
    public static CallContext of(String operation, ExecutionId id) {
        return new CallContext(operation, id.service(), id, null);
    }

    /** Returns the context of the call as a part of an operation with another name. */
    public CallContext during(String other) {
        return new CallContext(other, service, executionId, server);
    }

    /** Returns the context of the call at one of several servers. */
    public CallContext at(URI url) {
        return new CallContext(operation, service, executionId, url);
    }

    @Override
    public String toString() {
        return operation
                + (service == null ? "" : " " + service)
                + (executionId == null ? "" : ", execution " + executionId)
                + (server == null ? "" : " at " + server);
    }
}
