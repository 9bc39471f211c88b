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

import java.time.Duration;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Service;

/**
 * The gate in front of the worker threads, which are few: a request is counted from its head to the end of its answer,
 * and turned away without one of them.
 */
final class VertxGate implements Service {

    private final Router router;
    private final String root;
    private final RequestGate gate;
    private final Duration bodyTimeout;
    private Route route;

    VertxGate(Router router, String root, RequestGate gate, Duration bodyTimeout) {
        this.router = router;
        this.root = root;
        this.gate = gate;
        this.bodyTimeout = bodyTimeout;
    }

    @Override
    public void start() {
        route = router.route(root + "*").handler(this::enter);
    }

    @Override
    public void stop() {
        route.remove();
    }

    private void enter(RoutingContext context) {
        if (gate.enter()) {
            // the end of the connection is one, too
            context.addEndHandler(end -> gate.leave());
            context.next();
        } else {
            refuse(context);
        }
    }

    private void refuse(RoutingContext context) {
        VertxUnreadBody body =
                new VertxUnreadBody(context.request(), context.vertx().getOrCreateContext());
        body.drop(bodyTimeout);
        ApiResponse refusal = gate.refusal();
        HttpServerResponse response = context.response().setStatusCode(refusal.status());
        refusal.headers().forEach(response::putHeader);
        response.end(Buffer.buffer((byte[]) refusal.body())).onComplete(sent -> body.answered());
    }
}
