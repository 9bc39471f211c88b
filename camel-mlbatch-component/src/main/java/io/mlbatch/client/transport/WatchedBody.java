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

/** The body of a response. Reports the time spent waiting for bytes, and their number, to the watchdog. */
final class WatchedBody extends BlockInputStream {

    private final InputStream body;
    private final CallWatchdog watchdog;

    WatchedBody(InputStream body, CallWatchdog watchdog) {
        this.body = body;
        this.watchdog = watchdog;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        watchdog.waiting();
        try {
            int read = body.read(buffer, offset, count);
            watchdog.transferred(read);
            return read;
        } catch (IOException e) {
            throw watchdog.expired() == null ? e : new IOException("the call was aborted: " + watchdog.expired(), e);
        } finally {
            watchdog.resting();
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
