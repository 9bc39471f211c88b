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

import java.io.IOException;
import java.io.InputStream;

import io.mlbatch.protocol.BlockInputStream;

/** A request body that counts the bytes sent, for the error when the response is lost. */
final class CountingInputStream extends BlockInputStream {

    private final InputStream in;
    private final long length;
    private final CallWatchdog watchdog;
    private long sent;
    private boolean atEnd;

    private CountingInputStream(InputStream in, long length, CallWatchdog watchdog) {
        this.in = in;
        this.length = length;
        this.watchdog = watchdog;
    }

    /** @param body the request's body, or {@code null} */
    static CountingInputStream of(ApiRequestBody body, CallWatchdog watchdog) {
        return body == null
                ? new CountingInputStream(InputStream.nullInputStream(), 0, watchdog)
                : new CountingInputStream(body.open(), body.length(), watchdog);
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        watchdog.resting();
        int read = in.read(buffer, offset, count);
        atEnd |= read < 0;
        sent += Math.max(read, 0);
        if (isAtEnd()) {
            watchdog.sent();
        } else {
            watchdog.transferred(read);
            watchdog.waiting();
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean isAtEnd() {
        return atEnd || sent == length;
    }

    /** Returns the progress of the request, for a message. */
    String progress() {
        return isAtEnd() ? " after the request was sent whole" : " when " + sent + " bytes were sent";
    }
}
