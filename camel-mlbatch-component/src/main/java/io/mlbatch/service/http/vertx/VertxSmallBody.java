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
 * The body of a caller who is not known yet, collected in memory on the context of its request, so that clients who
 * send it slowly or not at all hold no thread and no place.
 */
final class VertxSmallBody {

    /** A password is a few bytes; a slower client is none. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final HttpServerRequest request;
    private final Context context;
    private final Duration timeout;
    private final Buffer collected = Buffer.buffer();
    private final Promise<InputStream> promise = Promise.promise();
    private boolean stalled;

    /** @param bodyTimeout the longest wait for the end of the body, if it is below ten seconds */
    VertxSmallBody(HttpServerRequest request, Context context, Duration bodyTimeout) {
        this.request = request;
        this.context = context;
        this.timeout = bodyTimeout.compareTo(LONGEST) < 0 ? bodyTimeout : LONGEST;
    }

    /** Collects the body; fails with a {@link BodyException}. To be called on the context of the request. */
    Future<InputStream> collect() {
        long timer = context.owner().setTimer(timeout.toMillis(), late -> {
            stalled = true;
            fail(BodyException.tooSlow(timeout));
        });
        promise.future().onComplete(done -> context.owner().cancelTimer(timer));
        request.exceptionHandler(gone -> {
            stalled = true;
            fail(BodyException.brokenOff(new IOException(gone)));
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

    /** True when the client was too slow, or is gone. */
    boolean isStalled() {
        return stalled;
    }
}
