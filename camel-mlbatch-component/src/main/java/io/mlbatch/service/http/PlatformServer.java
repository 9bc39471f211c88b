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
package io.mlbatch.service.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/** What differs between the HTTP servers below platform-http. */
interface PlatformServer {

    /** The host name or address that the server is bound to, where that can be known. */
    Optional<String> boundHost();

    /**
     * What lets requests through the gate and to the API once it is started, in its order.
     *
     * @throws Exception when platform-http cannot be listened to
     */
    List<Service> listen(PlatformHttpEndpoint endpoint, RequestGate gate, Function<ApiRequest, ApiResponse> api)
            throws Exception;

    /** The connection of an exchange's request, whose message has this body and content type. */
    Connection connect(Exchange exchange, Object body, Optional<String> contentType);
}
