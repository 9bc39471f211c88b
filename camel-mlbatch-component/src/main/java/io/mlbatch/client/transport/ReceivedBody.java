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

/** The body of a response, whose bytes a listener counts. */
final class ReceivedBody extends BlockInputStream {

    private final InputStream body;
    private final CallListener listener;

    ReceivedBody(InputStream body, CallListener listener) {
        this.body = body;
        this.listener = listener;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int read = body.read(buffer, offset, count);
        if (read > 0) {
            listener.received(read);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
