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

/**
 * A request body that counts the bytes sent, for the error when the response is lost. The body is opened when its first
 * bytes are sent, so that a body that can be read only once is still there when the server cannot be reached.
 */
final class CountingInputStream extends BlockInputStream {

    private final ApiRequestBody body;
    private final CallWatchdog watchdog;
    private InputStream in;
    private long sent;
    private boolean atEnd;

    /** @param body the request's body, or {@code null} */
    CountingInputStream(ApiRequestBody body, CallWatchdog watchdog) {
        this.body = body;
        this.watchdog = watchdog;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        watchdog.resting();
        if (in == null) {
            in = body.open();
        }
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
        if (in != null) {
            in.close();
        }
    }

    private boolean isAtEnd() {
        return atEnd || body == null || sent == body.length();
    }

    /** Returns the number of bytes sent. */
    long count() {
        return sent;
    }

    /** Returns the progress of the request, for a message. */
    String progress() {
        return isAtEnd() ? " after the request was sent whole" : " when " + sent + " bytes were sent";
    }
}
