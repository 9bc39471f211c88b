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

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.LoggingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.MlbatchException;

/**
 * Logs the failures of a consumer, unless its user has another exception handler. A server that fails as a whole would
 * fail each poll of the consumer: its failures of one kind are logged once, and again after ten minutes, and a line
 * reports that the server responds again. All other failures are logged as by Camel. Thread-safe.
 */
public final class ConsumerFailureLog extends LoggingExceptionHandler {

    static final Duration LOGGED_AGAIN = Duration.ofMinutes(10);

    private final Logger log;
    private final Clock clock;
    private final Set<String> kinds = new HashSet<>();
    private long sinceMillis;
    private long againMillis;
    private long failures;

    /**
     * @param owner the class of the consumer
     * @param clock does not go back
     */
    public ConsumerFailureLog(CamelContext camelContext, Class<?> owner, Clock clock) {
        super(camelContext, owner);
        this.log = LoggerFactory.getLogger(owner);
        this.clock = clock;
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        if (exchange == null
                && exception instanceof MlbatchException failure
                && failure.executionId().isEmpty()) {
            failed(message, failure);
        } else {
            super.handleException(message, exchange, exception);
        }
    }

    private synchronized void failed(String message, MlbatchException failure) {
        long now = clock.millis();
        if (failures++ == 0) {
            sinceMillis = now;
        } else if (now >= againMillis) {
            kinds.clear();
        }
        if (kinds.isEmpty()) {
            againMillis = now + LOGGED_AGAIN.toMillis();
        }
        String kind = failure.getClass() + failure.operation() + failure.httpStatus();
        if (kinds.add(kind)) {
            log.warn(
                    "{}: {}. Further failures of this kind are logged after 10 minutes", message, failure.getMessage());
        }
        log.debug("Failure {}", failures, failure);
    }

    /** The server has responded to a poll of the consumer. */
    public synchronized void responded() {
        if (failures > 0) {
            log.info(
                    "The server responds again after {} s, in which {} polls failed",
                    Duration.ofMillis(clock.millis() - sinceMillis).toSeconds(),
                    failures);
            failures = 0;
            kinds.clear();
        }
    }
}
