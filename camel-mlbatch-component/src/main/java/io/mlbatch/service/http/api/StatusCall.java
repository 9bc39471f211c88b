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
import java.util.Map;

import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.json.ServerStatusJson;
import io.mlbatch.service.security.Caller;

/**
 * Says that the host answers, and whether it can store what it takes. It names no services: probes ask without a token.
 */
final class StatusCall {

    private static final ServerStatus PASS = new ServerStatus(ServerStatus.Code.PASS, Map.of());

    private static final ServerStatus FAIL =
            new ServerStatus(ServerStatus.Code.FAIL, Map.of("store", ServerStatus.Code.FAIL.toString()));

    private final ServiceRegistry services;

    StatusCall(ServiceRegistry services) {
        this.services = services;
    }

    HttpResponse status(HttpRequest request, Caller caller, List<String> values) {
        return HttpResponse.json(200, ServerStatusJson.write(services.isFailing() ? FAIL : PASS));
    }
}
