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
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;

/** The JSON body of a request. Closing it releases a stream that was provided for the first sending and never sent. */
public final class ApiRequestBody implements AutoCloseable {

    private final long length;
    private final Supplier<InputStream> opener;
    private final List<String> secrets;
    private InputStream first;

    private ApiRequestBody(long length, InputStream first, Supplier<InputStream> opener, List<String> secrets) {
        this.length = length;
        this.first = first;
        this.opener = opener;
        this.secrets = secrets;
    }

    /** Returns a body in memory. */
    public static ApiRequestBody of(byte[] bytes) {
        return withSecret(bytes, "");
    }

    /**
     * Returns a body in memory.
     *
     * @param secret a text within the body that errors do not show
     */
    static ApiRequestBody withSecret(byte[] bytes, String secret) {
        return new ApiRequestBody(
                bytes.length,
                null,
                () -> new ByteArrayInputStream(bytes),
                secret.isEmpty() ? List.of() : List.of(secret));
    }

    /**
     * Returns a body of unknown length.
     *
     * @param first the stream for the first sending
     * @param reopener opens the stream again for a second sending; {@code null} when the stream cannot be opened again
     */
    public static ApiRequestBody streamed(InputStream first, Supplier<InputStream> reopener) {
        return new ApiRequestBody(-1, first, reopener, List.of());
    }

    /** Returns the length in bytes; -1 when the length is not known before the body is sent. */
    public long length() {
        return length;
    }

    List<String> secrets() {
        return secrets;
    }

    /** Returns whether {@link #open} can be called again. */
    public boolean isRepeatable() {
        return opener != null;
    }

    /** Returns whether {@link #open} can be called now: always when the body is repeatable, otherwise once. */
    synchronized boolean isSendable() {
        return first != null || isRepeatable();
    }

    /**
     * Returns the body from its beginning. The caller closes it.
     *
     * @throws IllegalStateException when the body is opened again and is not repeatable
     */
    public synchronized InputStream open() {
        if (first != null) {
            InputStream opened = first;
            first = null;
            return opened;
        }
        if (opener == null) {
            throw new IllegalStateException("The body can be sent only once");
        }
        return opener.get();
    }

    @Override
    public synchronized void close() {
        if (first != null) {
            Quietly.close(first);
            first = null;
        }
    }
}
