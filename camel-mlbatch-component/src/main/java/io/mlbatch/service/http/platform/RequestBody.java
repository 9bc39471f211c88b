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
package io.mlbatch.service.http.platform;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.protocol.UnreadableTextException;
import io.mlbatch.service.http.api.BodyException;
import io.mlbatch.service.http.api.LoginBody;

/**
 * Stream of a request's body up to a size limit, unpacked if it is compressed with gzip. Reading fails only with a
 * {@link BodyException}, at the first read if the headers show that the body is too large, has another compression, or
 * is a form instead of JSON.
 */
public final class RequestBody extends BlockInputStream {

    private static final String MULTIPART = "multipart/";

    private final InputStream in;
    private final long limit;
    private final BodyException rejection;
    private long count;

    /** @param declared the Content-Length; empty if it is unknown */
    RequestBody(InputStream in, long limit, OptionalLong declared, Optional<String> contentType) {
        this.in = in;
        this.limit = limit;
        this.rejection = contentType
                .filter(type -> type.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length()))
                .map(BodyException::unsupported)
                .orElseGet(() -> declared.orElse(0) > limit ? BodyException.tooLarge(limit) : null);
    }

    private RequestBody(BodyException rejection) {
        this(InputStream.nullInputStream(), 0, rejection);
    }

    private RequestBody(InputStream in, long limit, BodyException rejection) {
        this.in = in;
        this.limit = limit;
        this.rejection = rejection;
    }

    /** Returns the body of a form that the server has read itself, so that it cannot be read again. */
    static RequestBody ofForm(String contentType) {
        return new RequestBody(BodyException.unsupported(contentType));
    }

    /** Returns a body in a charset that this JVM does not support. */
    static RequestBody ofUnknownCharset(String charset) {
        return new RequestBody(BodyException.unknownCharset(charset));
    }

    /**
     * Returns the body of a request, unpacked.
     *
     * @param limit the largest size of the body in bytes, as it is sent and when it is unpacked
     * @param header returns the value of a header by its name
     */
    public static RequestBody of(InputStream in, long limit, Function<String, Optional<String>> header) {
        ContentCoding coding = ContentCoding.parse(header.apply("Content-Encoding"));
        if (!coding.isSupported()) {
            return new RequestBody(BodyException.unsupportedCoding(coding.name()));
        }
        RequestBody sent =
                new RequestBody(in, limit, declared(header.apply("Content-Length")), header.apply("Content-Type"));
        return coding.isGzip() ? new RequestBody(new UnpackedBody(sent), limit, sent.rejection) : sent;
    }

    /** Returns the size in a Content-Length. */
    private static OptionalLong declared(Optional<String> contentLength) {
        Optional<String> digits = contentLength.filter(text -> text.matches("[0-9]+"));
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        // 18 digits always fit into a long
        return OptionalLong.of(digits.get().length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits.get()));
    }

    /** @throws BodyException if the Content-Length exceeds the limit of a login */
    public static void requireLogin(Optional<String> contentLength) throws BodyException {
        if (declared(contentLength).orElse(0) > LoginBody.MAX_BYTES) {
            throw BodyException.tooLargeLogin(LoginBody.MAX_BYTES);
        }
    }

    /** @throws BodyException if the headers show that the body is rejected */
    public void requireAcceptable() throws BodyException {
        if (rejection != null) {
            throw rejection;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        requireAcceptable();
        int read = readSome(target, offset, length);
        count += Math.max(read, 0);
        if (count > limit) {
            throw BodyException.tooLarge(limit);
        }
        return read;
    }

    private int readSome(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (BodyException e) {
            throw e;
        } catch (UnreadableTextException e) {
            throw BodyException.unreadable(e);
        } catch (IOException e) {
            throw BodyException.incomplete(e);
        }
    }

    /** Returns the number of bytes that have been read. */
    long count() {
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
