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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

import io.mlbatch.client.Artifact;
import io.mlbatch.protocol.IdempotencyHeader;

/** Response of the HTTP client. */
final class HttpApiResponse implements ApiResponse {

    private static final int MOST_LEFT_OVER_BYTES = 8 * 1024;

    private final HttpUriRequestBase request;
    private final ClassicHttpResponse response;
    private final CallWatchdog watchdog;
    private final UnaryOperator<InputStream> bounded;
    private InputStream body;
    private boolean detached;

    /** @param bounded limits the body */
    HttpApiResponse(
            HttpUriRequestBase request,
            ClassicHttpResponse response,
            CallWatchdog watchdog,
            UnaryOperator<InputStream> bounded) {
        this.request = request;
        this.response = response;
        this.watchdog = watchdog;
        this.bounded = bounded;
    }

    @Override
    public int status() {
        return response.getCode();
    }

    /** Returns the first header of that name, or {@code null}. */
    String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Override
    public boolean isKeyAcknowledged() {
        Header sent = request.getFirstHeader(IdempotencyHeader.NAME);
        String expected = sent == null ? IdempotencyHeader.SUPPORTED : sent.getValue();
        return expected.equals(header(IdempotencyHeader.NAME));
    }

    @Override
    public InputStream body() throws IOException {
        if (body == null) {
            HttpEntity entity = response.getEntity();
            InputStream content = entity == null ? null : entity.getContent();
            if (content == null) {
                body = InputStream.nullInputStream();
            } else {
                boolean delimited = entity.getContentLength() >= 0 || entity.isChunked();
                InputStream watched = new WatchedBody(delimited ? content : new UndelimitedBody(content), watchdog);
                body = bounded.apply(watched);
            }
        }
        return body;
    }

    @Override
    public Artifact detach(String fileName) throws IOException {
        HttpEntity entity = response.getEntity();
        long length = entity == null ? 0 : entity.getContentLength();
        String contentType = entity == null ? null : entity.getContentType();
        InputStream content = new FilterInputStream(body()) {
            @Override
            public void close() {
                watchdog.close();
                Quietly.close(response);
            }
        };
        detached = true;
        return new Artifact(
                fileName,
                content,
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                contentType,
                request::abort);
    }

    void abort() {
        request.abort();
    }

    /**
     * Releases the connection, unless the body was detached. The connection is reused when little of the response is
     * left. Otherwise it is aborted, because closing alone would read the response to its end, regardless of its
     * length.
     */
    void finish() {
        if (detached) {
            return;
        }
        if (!isReadToItsEnd()) {
            abort();
        }
        watchdog.close();
        Quietly.close(response);
    }

    private boolean isReadToItsEnd() {
        try {
            // most readers stop at the end of their document, which is also the end of the body
            return body().read() < 0 || body().readNBytes(MOST_LEFT_OVER_BYTES).length < MOST_LEFT_OVER_BYTES;
        } catch (IOException broken) {
            return false;
        }
    }
}
