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
package io.mlbatch.service.http.platform;

import java.util.List;
import java.util.Optional;

import org.apache.camel.Service;

import io.mlbatch.service.http.api.RequestHandler;

/** An HTTP server below platform-http. */
public interface PlatformServer {

    /** Returns the host name or address that the server is bound to; empty if it is unknown. */
    Optional<String> boundHost();

    /**
     * Creates the services that pass the requests below these roots to the API. They must be started in their order.
     *
     * @param pools threads and permits, for servers that do not use a thread of their own for each request
     * @throws Exception if platform-http does not accept consumers
     */
    List<Service> listen(List<ApiRoot> roots, RequestHandler api, RequestPools pools) throws Exception;
}
