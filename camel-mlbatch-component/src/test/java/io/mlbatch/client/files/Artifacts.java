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
package io.mlbatch.client.files;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

import io.mlbatch.client.Artifact;

/** Files as servers send them, and as they should not. */
final class Artifacts {

    private static final Runnable NOTHING = () -> {};

    private Artifacts() {}

    interface Action {
        void run() throws IOException;
    }

    /** Comes whole, with its length. */
    static Artifact whole(String content) {
        return of(stream(content), OptionalLong.of(bytes(content).length), NOTHING);
    }

    /** Is complete, without a Content-Length. */
    static Artifact ofUnknownLength(String content) {
        return of(stream(content), OptionalLong.empty(), NOTHING);
    }

    /** Is complete, but has another length than its Content-Length. */
    static Artifact ofLength(long length, String content) {
        return of(stream(content), OptionalLong.of(length), NOTHING);
    }

    /** Comes in part, then the connection breaks. */
    static Artifact breakingAfter(String content, Runnable abort) {
        return of(new SequenceInputStream(stream(content), broken()), OptionalLong.empty(), abort);
    }

    /** Comes whole, but something happens when the transfer has begun. */
    static Artifact during(String content, Action action) {
        InputStream acting = new FilterInputStream(stream(content)) {
            private boolean begun;

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                if (!begun) {
                    begun = true;
                    action.run();
                }
                return super.read(buffer, offset, count);
            }
        };
        return of(acting, OptionalLong.empty(), NOTHING);
    }

    static Artifact of(InputStream content, OptionalLong length, Runnable abort) {
        return new Artifact("not to be trusted", content, length, null, abort);
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(bytes(content));
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
