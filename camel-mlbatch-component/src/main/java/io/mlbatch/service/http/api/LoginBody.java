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
package io.mlbatch.service.http.api;

import java.io.IOException;
import java.io.InputStream;

import io.mlbatch.protocol.BlockInputStream;

/**
 * The body of a login or a refresh, which callers without a token can send. Reading fails with a {@link BodyException}
 * if the body exceeds {@link #MAX_BYTES}.
 */
public final class LoginBody extends BlockInputStream {

    /** The largest body in bytes: names, passwords and tokens are short. */
    public static final int MAX_BYTES = 16 * 1024;

    private final InputStream in;
    private int left = MAX_BYTES;

    LoginBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
            throw BodyException.tooLargeLogin(MAX_BYTES);
        }
        return count;
    }
}
