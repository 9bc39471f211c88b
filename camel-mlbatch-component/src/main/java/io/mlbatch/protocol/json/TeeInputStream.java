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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.io.InputStream;

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.protocol.spool.SpoolWriter;

/** A stream that keeps a copy of the bytes that are read from it. */
final class TeeInputStream extends BlockInputStream {

    private final InputStream in;
    private final SpoolWriter copy;

    TeeInputStream(InputStream in, SpoolWriter copy) {
        this.in = in;
        this.copy = copy;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int read = in.read(buffer, offset, count);
        if (read > 0) {
            copy.write(buffer, offset, read);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
