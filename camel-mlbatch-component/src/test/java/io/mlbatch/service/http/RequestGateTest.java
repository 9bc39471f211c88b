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

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestGateTest {

    private static final ApiRequest REQUEST = new ApiRequest(
            "GET",
            "/api",
            "/api",
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            InputStream.nullInputStream());

    private final RequestGate gate = new RequestGate(1);
    private Function<ApiRequest, ApiResponse> inside = request -> ApiResponse.json(200, new byte[0]);
    private final Function<ApiRequest, ApiResponse> api = gate.around(request -> inside.apply(request));

    @Test
    void requestThatIsOneTooManyIsRefused() {
        inside = request ->
                gate.around(next -> ApiResponse.json(200, new byte[0])).apply(request);
        ApiResponse refusal = api.apply(REQUEST);
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void requestThatIsDoneMakesRoomForTheNext() {
        assertThat(api.apply(REQUEST).status()).isEqualTo(200);
        assertThat(api.apply(REQUEST).status()).isEqualTo(200);
    }

    @Test
    void requestThatFailsMakesRoomForTheNext() {
        inside = request -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> api.apply(REQUEST)).hasMessage("broken");
        inside = request -> ApiResponse.json(200, new byte[0]);
        assertThat(api.apply(REQUEST).status()).isEqualTo(200);
    }
}
