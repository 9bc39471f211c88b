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

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.service.http.api.BodyException;
import io.mlbatch.service.http.api.LoginBody;

/**
 * A request's body up to the largest size that is taken. It fails with a {@link BodyException} only: at the first read
 * when it is known to be too large, or is not JSON but parts of a form.
 */
public final class RequestBody extends BlockInputStream {

    private static final String MULTIPART = "multipart/";

    private final InputStream in;
    private final long limit;
    private final BodyException refusal;
    private long count;

    /** @param declared the Content-Length, where there is one */
    RequestBody(InputStream in, long limit, OptionalLong declared, Optional<String> contentType) {
        this.in = in;
        this.limit = limit;
        this.refusal = contentType
                .filter(type -> type.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length()))
                .map(BodyException::unsupported)
                .orElseGet(() -> declared.orElse(0) > limit ? BodyException.tooLarge(limit) : null);
    }

    private RequestBody(BodyException refusal) {
        this.in = InputStream.nullInputStream();
        this.limit = 0;
        this.refusal = refusal;
    }

    /** What is left of a body that the server has read itself, as a form: nothing that could be read again. */
    static RequestBody taken(String contentType) {
        return new RequestBody(BodyException.unsupported(contentType));
    }

    /** A body that is compressed: nothing says how large it really is. */
    static RequestBody compressed(String coding) {
        return new RequestBody(BodyException.compressed(coding));
    }

    /** A body in a charset that this Java does not know. */
    static RequestBody unknownCharset(String charset) {
        return new RequestBody(BodyException.unknownCharset(charset));
    }

    /** The body of a request with these headers. */
    public static RequestBody of(
            InputStream in,
            long limit,
            Optional<String> contentLength,
            Optional<String> contentType,
            Optional<String> contentEncoding) {
        Optional<String> coding = contentEncoding.filter(name -> !name.equalsIgnoreCase("identity"));
        return coding.isPresent()
                ? compressed(coding.get())
                : new RequestBody(in, limit, declared(contentLength), contentType);
    }

    /** The size that a Content-Length declares. */
    private static OptionalLong declared(Optional<String> contentLength) {
        Optional<String> digits = contentLength.filter(text -> text.matches("[0-9]+"));
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        // 18 digits always fit
        return OptionalLong.of(digits.get().length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits.get()));
    }

    /** @throws BodyException when the Content-Length declares more than a login may have */
    public static void requireLogin(Optional<String> contentLength) throws BodyException {
        if (declared(contentLength).orElse(0) > LoginBody.MAX_BYTES) {
            throw BodyException.tooLargeLogin(LoginBody.MAX_BYTES);
        }
    }

    /** @throws BodyException when the headers are enough to refuse the body */
    public void requireAcceptable() throws BodyException {
        if (refusal != null) {
            throw refusal;
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
        } catch (IOException e) {
            throw BodyException.brokenOff(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
