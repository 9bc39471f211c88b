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
package io.mlbatch.service.http;

import java.io.InputStream;
import java.time.Duration;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The connection of a request that Vert.x has paused. */
final class VertxConnection implements Connection {

    private static final long HTTP2_INTERNAL_ERROR = 2;

    private final HttpServerRequest request;
    private final Context context;
    private final Duration bodyTimeout;
    private final VertxRequestBody body;
    private final VertxUnreadBody rest;

    /** To be made on a thread of Vert.x that works for the request. */
    VertxConnection(HttpServerRequest request, Duration bodyTimeout) {
        this.request = request;
        this.bodyTimeout = bodyTimeout;
        this.context = Vertx.currentContext();
        this.body = new VertxRequestBody(request, context, bodyTimeout);
        this.rest = new VertxUnreadBody(request, context);
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public void release() {
        if (body.isWithheld() || body.isStalled()) {
            rest.refuse();
        } else if (!body.isWhole() && !request.response().closed()) {
            rest.drop(bodyTimeout);
        }
    }

    @Override
    public void answered() {
        rest.answered();
    }

    @Override
    public void whenGone(Runnable action) {
        HttpServerResponse response = request.response();
        response.closeHandler(closed -> {
            if (!response.ended()) {
                context.executeBlocking(() -> {
                    action.run();
                    return null;
                });
            }
        });
    }

    @Override
    public void breakOff() {
        // from then on nothing is written to it, not even an end
        request.response().reset(HTTP2_INTERNAL_ERROR);
    }
}
