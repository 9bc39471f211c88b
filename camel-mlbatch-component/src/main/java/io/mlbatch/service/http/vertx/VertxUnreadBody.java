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
 * The rest of a body that nobody wants. Most clients read no answer before they have sent all of theirs, so it is read
 * and dropped, up to a bound of bytes and time; beyond, the connection is closed once the answer is out. Thread-safe.
 */
final class VertxUnreadBody {

    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final HttpServerRequest request;
    private final Context context;
    private long left = MAX_BYTES;
    private boolean announced;
    private boolean cut;
    private boolean answered;

    /** @param context where the request's events are */
    VertxUnreadBody(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    /** Drops what comes; to be called before the answer is handed over. */
    void drop(Duration timeout) {
        if (contentLength() > MAX_BYTES) {
            announceClose();
        }
        // there nothing arrives in between
        context.runOnContext(now -> {
            if (!request.isEnded()) {
                drop(context.owner(), timeout);
            }
        });
    }

    private void drop(Vertx vertx, Duration timeout) {
        long timer = vertx.setTimer(timeout.toMillis(), late -> cut());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
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

    /** Does not wait for what may never come. */
    void refuse() {
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
        if (answered) {
            close();
            return;
        }
        cut = true;
        if (!request.isEnded()) {
            request.pause();
        }
    }

    /** The answer is out. */
    synchronized void answered() {
        answered = true;
        if (cut) {
            close();
        }
    }

    private void close() {
        if (request.version() == HttpVersion.HTTP_2) {
            // the other streams of the connection go on
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
