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
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.mlbatch.client.waiting.Timers;
import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;

class CountingInputStreamTest {

    private static final byte[] BYTES = {0, 1, (byte) 0xFF};
    private static final String WHOLE = " after the request was sent whole";

    @Test
    void bodyOfKnownLength_isSentWholeWithItsLastByte() throws IOException {
        CountingInputStream body = counted(ApiRequestBody.of(BYTES));

        assertThat(body.progress()).isEqualTo(" when 0 bytes were sent");
        assertThat(body.readNBytes(2)).containsExactly(0, 1);
        assertThat(body.progress()).isEqualTo(" when 2 bytes were sent");
        body.readNBytes(1);
        assertThat(body.progress()).isEqualTo(WHOLE);
    }

    @Test
    void bodyOfUnknownLength_isSentWholeOnceItsEndIsSeen() throws IOException {
        CountingInputStream body = counted(ApiRequestBody.streamed(new ByteArrayInputStream(BYTES), null));

        assertThat(body.read(new byte[3], 0, 3)).isEqualTo(3);
        assertThat(body.progress()).isEqualTo(" when 3 bytes were sent");
        assertThat(body.read(new byte[1], 0, 1)).isEqualTo(-1);
        assertThat(body.progress()).isEqualTo(WHOLE);
    }

    @Test
    void byteByByte_isCountedAsWell() throws IOException {
        CountingInputStream body = counted(ApiRequestBody.streamed(new ByteArrayInputStream(BYTES), null));

        assertThat(body.read()).isZero();
        assertThat(body.progress()).isEqualTo(" when 1 bytes were sent");
        assertThat(body.read()).isEqualTo(1);
        assertThat(body.read()).isEqualTo(0xFF);
        assertThat(body.read()).isEqualTo(-1);
        assertThat(body.progress()).isEqualTo(WHOLE);
    }

    @Test
    void requestWithoutABody_isSentWhole() {
        assertThat(counted(null).progress()).isEqualTo(WHOLE);
    }

    private static CountingInputStream counted(ApiRequestBody body) {
        VirtualTime time = new VirtualTime();
        CallLimits limits = new CallLimits(new Timers(time, time), Duration.ofMinutes(1), 1_000_000);
        return new CountingInputStream(body, new CallWatchdog(limits, null, () -> {}));
    }
}
