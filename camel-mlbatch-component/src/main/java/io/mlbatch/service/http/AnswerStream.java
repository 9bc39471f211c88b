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
package io.mlbatch.service.http;

import java.io.IOException;
import java.io.InputStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.BlockInputStream;

/**
 * An answer that is read while it is sent. When reading fails, the connection is broken off; when that happens or the
 * client goes away, what is read is closed, which the server would not do. Thread-safe.
 */
final class AnswerStream extends BlockInputStream {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

    private final InputStream in;
    private final Connection connection;
    private boolean closed;

    AnswerStream(InputStream in, Connection connection) {
        this.in = in;
        this.connection = connection;
        connection.whenGone(this::abandon);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            return -1;
        }
        boolean read = false;
        try {
            int count = in.read(target, offset, length);
            read = true;
            return count;
        } finally {
            if (!read) {
                // before the server ends the answer with its own words, so that it looks whole
                connection.breakOff();
                abandon();
            }
        }
    }

    private void abandon() {
        try {
            close();
        } catch (IOException e) {
            LOG.warn("An answer that nobody reads any more could not be closed", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            in.close();
        }
    }
}
