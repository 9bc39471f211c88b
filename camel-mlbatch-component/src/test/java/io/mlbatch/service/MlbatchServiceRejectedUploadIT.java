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
package io.mlbatch.service;

import java.time.Duration;
import java.util.Map;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeRecordSource;
import io.mlbatch.testing.client.PooledHttp;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An upload of the client that the host rejects. */
@Tag("host")
@Timeout(120)
class MlbatchServiceRejectedUploadIT {

    @RepeatedTest(5)
    void uploadOfThirtyMegabytesBeyondTheLimit_isReportedAsTooLarge() throws Exception {
        LambdaRouteBuilder routes =
                builder -> builder.from("mlbatch-service:TxService/1.0?inputs=hp:numeric,wt:numeric")
                        .log("scored");
        try (RunningHost host = RunningHost.with(component -> component.setMaxBodySize(1024 * 1024), routes);
                PooledHttp http = new PooledHttp(new VirtualTime(), Duration.ofSeconds(60))) {
            FakeRecordSource records =
                    new FakeRecordSource(1_500_000, false, index -> Map.of("hp", index, "wt", index));

            assertThatExceptionOfType(RequestRejectedException.class)
                    .isThrownBy(() -> http.client(host.url(), TokenSource.NONE).start(SERVICE, records, 10))
                    .withMessageContaining("HTTP 413")
                    .withMessageContaining("maxBodySize");
        }
    }
}
