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
package io.mlbatch.client.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.mlbatch.client.waiting.Timers;
import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CallWatchdogTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private int aborts;
    private final CallWatchdog watchdog = watchdog(MINUTE, null);

    private CallWatchdog watchdog(Duration responseTimeout, Deadline deadline) {
        CallLimits limits = new CallLimits(new Timers(time, time), responseTimeout, 1_000_000);
        return new CallWatchdog(limits, deadline, () -> aborts++);
    }

    @Test
    void responseThatDripsUntilTheResponseTimeout_isAborted() {
        watchdog.waiting();
        for (int i = 0; i < 200 && watchdog.expired() == null; i++) {
            time.advance(Duration.ofMillis(500));
            watchdog.transferred(1);
        }

        assertThat(time.elapsed()).isBetween(MINUTE, MINUTE.plusSeconds(1));
        assertThat(watchdog.expired()).isEqualTo("120 bytes in 60117 ms are too slow (see http.responseTimeout)");
        assertThat(aborts).isEqualTo(1);
    }

    @Test
    void responseOfHoursAtTwoKibibytesPerSecond_isNotAborted() {
        for (int i = 0; i < 3 * 3600; i++) {
            watchdog.waiting();
            time.advance(Duration.ofSeconds(1));
            watchdog.transferred(2048);
            watchdog.resting();
        }

        assertThat(watchdog.expired()).isNull();
    }

    /** A server that does not read lets an upload fill the buffers of both systems: megabytes, which earn an hour. */
    @Test
    void uploadThatStopsAfterMegabytes_isAbortedAfterTheResponseTimeout() {
        watchdog.waiting();
        watchdog.transferred(4_000_000);
        time.advance(MINUTE.minusMillis(1));
        assertThat(watchdog.expired()).isNull();
        watchdog.transferred(1);
        time.advance(MINUTE.minusMillis(1));
        assertThat(watchdog.expired()).isNull();

        time.advance(Duration.ofMillis(1));
        assertThat(watchdog.expired()).isEqualTo("nothing was transferred for 60000 ms");
        assertThat(aborts).isEqualTo(1);
    }

    @Test
    void timeInWhichTheReceiverRests_doesNotCount() {
        watchdog.waiting();
        time.advance(Duration.ofSeconds(50));
        watchdog.resting();
        time.advance(Duration.ofHours(5));
        watchdog.waiting();
        time.advance(Duration.ofSeconds(9));
        assertThat(watchdog.expired()).isNull();

        time.advance(Duration.ofSeconds(1));
        assertThat(watchdog.expired()).isNotNull();
    }

    @Test
    void timeThatAnUploadHasEarned_isNotThatOfItsResponse() {
        watchdog.waiting();
        for (int i = 0; i < 120; i++) {
            time.advance(Duration.ofSeconds(30));
            watchdog.transferred(10_000_000);
        }
        watchdog.sent();
        assertThat(watchdog.expired()).isNull();

        time.advance(MINUTE);

        assertThat(aborts).isEqualTo(1);
    }

    @Test
    void sourceOfRecordsThatIsSlow_doesNotCount() throws IOException {
        InputStream slow = new ByteArrayInputStream(new byte[3]) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int count) {
                time.advance(Duration.ofHours(1));
                return super.read(buffer, offset, 1);
            }
        };
        CountingInputStream body = new CountingInputStream(ApiRequestBody.streamed(slow, null), watchdog);

        watchdog.waiting();
        assertThat(body.readAllBytes()).hasSize(3);

        assertThat(watchdog.expired()).isNull();
    }

    @Test
    void deadline_abortsAlsoBeforeThereIsAConnection() {
        CallWatchdog limited = watchdog(MINUTE, Deadline.after(Duration.ofSeconds(3)));

        time.advance(Duration.ofSeconds(3));

        assertThat(limited.expired()).isEqualTo("it had not ended within its limit");
        assertThat(aborts).isEqualTo(1);
    }

    @Test
    void callThatIsOver_isNotAborted() {
        CallWatchdog limited = watchdog(MINUTE, Deadline.after(Duration.ofSeconds(3)));
        limited.waiting();
        limited.close();

        time.advance(Duration.ofHours(1));

        assertThat(aborts).isZero();
    }

    @Test
    void responseTimeoutOfZero_limitsNothing() {
        CallWatchdog unlimited = watchdog(Duration.ZERO, null);
        unlimited.waiting();

        time.advance(Duration.ofDays(1));

        assertThat(unlimited.expired()).isNull();
    }

    @Test
    void bodyOfACallThatWasAborted_saysWhy() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                time.advance(MINUTE);
                throw new IOException("Socket closed");
            }
        };

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new WatchedBody(broken, watchdog).read(new byte[1]))
                .withMessage("the call was aborted: 0 bytes in 60000 ms are too slow (see http.responseTimeout)")
                .withStackTraceContaining("Socket closed");
    }

    @Test
    void callThatBeginsWhenTheComponentHasStopped_isMadeWithoutALimit() {
        time.stop();

        CallWatchdog last = watchdog(MINUTE, Deadline.after(MINUTE));
        last.waiting();

        assertThat(last.expired()).isNull();
    }
}
