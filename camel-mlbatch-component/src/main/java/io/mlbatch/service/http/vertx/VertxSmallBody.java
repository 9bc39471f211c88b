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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import io.mlbatch.service.http.api.BodyException;
import io.mlbatch.service.http.api.LoginBody;

/**
 * The body of a login, collected in memory on the context of its request, so that clients that send it slowly or not at
 * all hold neither a thread nor a permit.
 */
final class VertxSmallBody {

    /** The longest wait: every client can send the few bytes of a login in this time. */
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(10);

    private final HttpServerRequest request;
    private final Context context;
    private final Duration timeout;
    private final Buffer collected = Buffer.buffer();
    private final Promise<InputStream> promise = Promise.promise();
    private boolean stalled;

    /** @param bodyTimeout the longest wait for the end of the body, if it is shorter than ten seconds */
    VertxSmallBody(HttpServerRequest request, Context context, Duration bodyTimeout) {
        this.request = request;
        this.context = context;
        this.timeout = bodyTimeout.compareTo(MAX_TIMEOUT) < 0 ? bodyTimeout : MAX_TIMEOUT;
    }

    /** Collects the body; fails with a {@link BodyException}. To be called on the context of the request. */
    Future<InputStream> collect() {
        long timer = context.owner().setTimer(timeout.toMillis(), late -> {
            stalled = true;
            fail(BodyException.tooSlow(timeout));
        });
        promise.future().onComplete(done -> context.owner().cancelTimer(timer));
        request.exceptionHandler(cause -> {
            stalled = true;
            fail(BodyException.incomplete(new IOException(cause)));
        });
        request.handler(this::add);
        request.endHandler(end -> promise.tryComplete(new ByteArrayInputStream(collected.getBytes())));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
        return promise.future();
    }

    private void add(Buffer buffer) {
        if (collected.length() + buffer.length() > LoginBody.MAX_BYTES) {
            fail(BodyException.tooLargeLogin(LoginBody.MAX_BYTES));
        } else {
            collected.appendBuffer(buffer);
        }
    }

    private void fail(BodyException cause) {
        if (promise.tryFail(cause)) {
            request.pause();
        }
    }

    /** Returns true if the client is too slow or has disconnected. */
    boolean isStalled() {
        return stalled;
    }
}
