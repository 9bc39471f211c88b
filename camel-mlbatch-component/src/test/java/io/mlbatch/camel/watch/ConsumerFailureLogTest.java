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
package io.mlbatch.camel.watch;

import java.time.Duration;
import java.util.List;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.VirtualTime;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

class ConsumerFailureLogTest {

    private static final CallContext LIST = CallContext.of("list", SERVICE);
    private static final MlbatchException DOWN = new ServerUnavailableException(LIST, "cannot connect", null);
    private static final MlbatchException BUSY =
            new ServerUnavailableException(LIST, 503, "busy", "HTTP 503: busy", null);
    private static final MlbatchException REFUSED = new AuthenticationFailedException(LIST, 401, "no", "HTTP 401: no");

    private final VirtualTime time = new VirtualTime();

    @AutoClose
    private final DefaultCamelContext camel = new DefaultCamelContext();

    private final ConsumerFailureLog failures = new ConsumerFailureLog(camel, ConsumerFailureLog.class, time);

    private static List<String> lines(CapturedLog log) {
        return log.text().lines().map(line -> line.replaceFirst("^.*? - ", "")).toList();
    }

    @Test
    void outage_isLoggedOncePerKindAndAtItsEnd() {
        try (CapturedLog log = new CapturedLog(ConsumerFailureLog.class)) {
            for (int seconds = 0; seconds < 590; seconds++) {
                failures.handleException("Polling failed", seconds % 7 == 3 ? BUSY : DOWN);
                time.advance(Duration.ofSeconds(1));
            }
            failures.responded();
            failures.responded();
            failures.handleException("Polling failed", REFUSED);

            String again = ". Further failures of this kind are logged after 10 minutes";
            assertThat(lines(log))
                    .containsExactly(
                            "Polling failed: list TxService/1.0: cannot connect" + again,
                            "Polling failed: list TxService/1.0: HTTP 503: busy" + again,
                            "The server responds again after 590 s, in which 590 polls failed",
                            "Polling failed: list TxService/1.0: HTTP 401: no" + again);
        }
    }

    @Test
    void outageOfAnHour_isLoggedEveryTenMinutes() {
        try (CapturedLog log = new CapturedLog(ConsumerFailureLog.class)) {
            for (int seconds = 0; seconds < 3600; seconds++) {
                failures.handleException("Polling failed", DOWN);
                time.advance(Duration.ofSeconds(1));
            }
            assertThat(lines(log)).hasSize(6);
        }
    }

    @Test
    void failuresOfExecutionsAndExchanges_areAllLogged() {
        // Camel logs nothing before
        camel.start();
        MlbatchException one = new ServerUnavailableException(CallContext.of("results", EXECUTION), "bad", null);

        try (CapturedLog log = new CapturedLog(ConsumerFailureLog.class)) {
            for (int i = 0; i < 3; i++) {
                failures.handleException("Emitting failed", one);
                failures.handleException("Exchange failed", new DefaultExchange(camel), DOWN);
            }
            assertThat(lines(log))
                    .filteredOn(line -> line.contains("Emitting failed"))
                    .hasSize(3);
            assertThat(lines(log))
                    .filteredOn(line -> line.contains("Exchange failed"))
                    .hasSize(3);
        }
    }
}
