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
import java.nio.charset.Charset;
import java.time.Duration;

import io.mlbatch.protocol.UnreadableTextException;

/** Thrown when the body of a request is rejected or cannot be read to its end. */
public final class BodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ApiException error;

    private BodyException(ApiException error, IOException cause) {
        super(error.getMessage(), cause);
        this.error = error;
    }

    public static BodyException tooLarge(long limit) {
        return new BodyException(
                ApiException.payloadTooLarge(
                        "The body is too large: the limit is " + limit + " bytes (the host's option maxBodySize)"),
                null);
    }

    public static BodyException tooLargeLogin(long limit) {
        return new BodyException(
                ApiException.payloadTooLarge("The body is too large for a login: the limit is " + limit + " bytes"),
                null);
    }

    public static BodyException tooSlow(Duration timeout) {
        return new BodyException(
                ApiException.timeout("The body arrived too slowly: too few bytes within " + timeout.toMillis()
                        + " ms (the host's option bodyTimeout)"),
                null);
    }

    public static BodyException incomplete(IOException cause) {
        return new BodyException(
                ApiException.badRequest("The body is incomplete: reading it failed before its end"), cause);
    }

    public static BodyException unsupported(String contentType) {
        return new BodyException(ApiException.unsupportedMediaType(contentType), null);
    }

    public static BodyException unsupportedCoding(String coding) {
        return new BodyException(ApiException.unsupportedCoding(coding), null);
    }

    /** @param maxRatio the highest ratio of the unpacked size to the size that was sent */
    public static BodyException tooCompressed(int maxRatio) {
        return new BodyException(
                ApiException.payloadTooLarge("The body unpacks to more than " + maxRatio
                        + " times its compressed size: send it without Content-Encoding"),
                null);
    }

    /** The compression of the body is broken. */
    public static BodyException unreadable(UnreadableTextException cause) {
        return new BodyException(ApiException.badRequest("The body cannot be unpacked: " + cause.getMessage()), cause);
    }

    public static BodyException unknownCharset(String charset) {
        return new BodyException(ApiException.unsupportedCharset(charset), null);
    }

    /** The body has bytes that are not text in its declared charset. */
    public static BodyException undecodable(Charset charset, IOException cause) {
        return new BodyException(
                ApiException.badRequest("The body is not text in " + charset + ", the charset of its Content-Type"),
                cause);
    }

    /** Returns the error that the caller gets. */
    public ApiException error() {
        return error;
    }
}
