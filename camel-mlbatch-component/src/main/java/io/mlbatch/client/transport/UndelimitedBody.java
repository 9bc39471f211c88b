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
 * The body of a response that does not declare its length: the body ends with the connection. If the connection closes
 * inside the response head, HttpClient treats the head as complete and the body as empty. Such a response is rejected.
 */
final class UndelimitedBody extends BlockInputStream {

    private final InputStream body;
    private boolean begun;

    UndelimitedBody(InputStream body) {
        this.body = body;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int read = body.read(buffer, offset, count);
        if (read < 0 && !begun) {
            throw new IOException("the response ended with the connection before its body");
        }
        begun |= read > 0;
        return read;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
