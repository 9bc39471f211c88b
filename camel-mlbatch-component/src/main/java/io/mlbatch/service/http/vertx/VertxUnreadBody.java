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
package io.mlbatch.service.http.vertx;

import java.time.Duration;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * The unread rest of a body. Most clients do not read the response before they have sent the whole body, so the rest is
 * read and dropped, up to a limit of bytes and time. Beyond the limit, the connection is closed after the response has
 * been sent. Thread-safe.
 */
final class VertxUnreadBody {

    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final HttpServerRequest request;
    private final Context context;
    private long left = MAX_BYTES;
    private boolean announced;
    private boolean cut;
    private boolean responded;

    /** @param context the context on which the events of the request occur */
    VertxUnreadBody(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    /** Drops the rest as it arrives. To be called before the response is handed over. */
    void drop(Duration timeout) {
        if (contentLength() > MAX_BYTES) {
            announceClose();
        }
        // on the context, no buffer arrives between the check and the handlers
        context.runOnContext(now -> {
            if (!request.isEnded()) {
                drop(context.owner(), timeout);
            }
        });
    }

    private void drop(Vertx vertx, Duration timeout) {
        long timer = vertx.setTimer(timeout.toMillis(), late -> cut());
        request.exceptionHandler(cause -> vertx.cancelTimer(timer));
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            if (announced) {
                cut();
            }
        });
        request.handler(buffer -> {
            left -= buffer.length();
            if (left < 0) {
                vertx.cancelTimer(timer);
                cut();
            }
        });
        request.resume();
    }

    /** Does not wait for the rest, which may never arrive. */
    void reject() {
        announceClose();
        context.runOnContext(now -> cut());
    }

    private void announceClose() {
        announced = true;
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("Connection", "close");
        }
    }

    private synchronized void cut() {
        if (responded) {
            close();
            return;
        }
        cut = true;
        if (!request.isEnded()) {
            request.pause();
        }
    }

    /** To be called when the response has been sent. */
    synchronized void responded() {
        responded = true;
        if (cut) {
            close();
        }
    }

    private void close() {
        if (request.version() == HttpVersion.HTTP_2) {
            // the other streams of the connection stay open
            request.response().reset(0);
        } else {
            request.connection().close();
        }
    }

    private long contentLength() {
        String length = request.getHeader("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }
}
