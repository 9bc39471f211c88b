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

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

import io.mlbatch.service.http.api.AdmittedCall;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.CallKind;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.platform.BodyCharset;
import io.mlbatch.service.http.platform.RequestBody;
import io.mlbatch.service.http.platform.RequestLimiter;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPermit;
import io.mlbatch.service.http.platform.RequestPools;

/**
 * One request, from its head to the end of its response. All steps are on the context of the request, but for the
 * handling of the call, which is on a thread of a pool. While the request waits, for its body, its turn or its client,
 * it holds no thread.
 */
final class VertxCall {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final HttpServerRequest request;
    private final Context context;
    private final HttpRequest head;
    private final RequestBody limited;
    private final VertxRequestBody body;
    private final VertxUnreadBody rest;
    private final RequestHandler api;
    private final RequestPools pools;
    private final RequestLimits limits;
    private final VertxResponseWriter writer;
    private final Optional<VertxIdleConnections.Connection> connection;
    private boolean exposed;
    /** Of the response; the work in a pool is another holder. */
    private RequestPermit place = new RequestPermit(() -> {});

    private VertxSmallBody small;
    private boolean responding;
    private volatile boolean gone;
    private volatile CompletableFuture<HttpResponse> work;

    VertxCall(
            HttpServerRequest request,
            Context context,
            Optional<VertxIdleConnections.Connection> connection,
            HttpRequest head,
            RequestBody limited,
            VertxRequestBody body,
            RequestHandler api,
            RequestPools pools,
            RequestLimits limits) {
        this.request = request;
        this.context = context;
        this.head = head;
        this.limited = limited;
        this.body = body;
        this.rest = new VertxUnreadBody(request, context);
        this.api = api;
        this.pools = pools;
        this.limits = limits;
        this.writer = new VertxResponseWriter(request, context, pools.streams(), limits.responseTimeout());
        this.connection = connection;
    }

    void begin() {
        expose();
        try {
            serve(api.admit(head));
        } catch (Throwable e) {
            // errors too, which would end the thread of the connections
            respond(ErrorResponses.of(head, e));
        }
    }

    private void serve(AdmittedCall admitted) throws IOException {
        CallKind kind = admitted.kind();
        if (kind.hasBody()) {
            limited.requireAcceptable();
        }
        if (kind == CallKind.IMMEDIATE) {
            respond(api.handle(head, admitted).join());
        } else if (kind == CallKind.LOGIN) {
            collect(admitted);
        } else if (enter(admitted)) {
            if (kind == CallKind.UPLOAD) {
                body.open(() -> run(head, admitted));
            } else {
                run(head, admitted);
            }
        }
    }

    private void collect(AdmittedCall admitted) throws IOException {
        RequestBody.requireLogin(Optional.ofNullable(request.getHeader("Content-Length")));
        small = new VertxSmallBody(request, context, limits.bodyTimeout());
        small.collect().onComplete(collected -> {
            if (collected.failed()) {
                respond(ErrorResponses.of(head, collected.cause()));
            } else if (!gone && enter(admitted)) {
                run(head.withBody(decoded(collected.result())), admitted);
                // its response holds no place: strangers, who need not read theirs, could keep everybody from logging
                // in
                place.release();
                place = new RequestPermit(() -> {});
                expose();
            }
        });
    }

    private InputStream decoded(InputStream collected) {
        return head.contentType()
                .map(type -> BodyCharset.decode(collected, type))
                .orElse(collected);
    }

    private boolean enter(AdmittedCall admitted) {
        RequestLimiter gate = pools.gate(admitted.kind());
        Optional<RequestPermit> free = gate.enter(admitted.caller());
        free.ifPresentOrElse(
                entered -> {
                    place = entered;
                    protect();
                },
                () -> respond(gate.refusal()));
        return free.isPresent();
    }

    private void expose() {
        exposed = true;
        connection.ifPresent(VertxIdleConnections.Connection::expose);
    }

    private void protect() {
        if (exposed) {
            exposed = false;
            connection.ifPresent(VertxIdleConnections.Connection::protect);
        }
    }

    private void run(HttpRequest complete, AdmittedCall admitted) {
        if (gone) {
            return;
        }
        RequestPermit held = place;
        held.hold();
        try {
            pools.executor(admitted.kind()).execute(() -> handle(complete, admitted, held));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // the error is what a machine says that has no more threads
            held.release();
            respond(ErrorResponses.of(ApiException.unavailable("No thread is free for the request", RETRY_AFTER)));
        }
    }

    private void handle(HttpRequest complete, AdmittedCall admitted, RequestPermit held) {
        if (gone) {
            held.release();
            return;
        }
        CompletableFuture<HttpResponse> response = api.handle(complete, admitted);
        work = response;
        if (gone) {
            // it may have gone before the work was known
            response.cancel(false);
        }
        response.whenComplete((done, canceled) -> {
            held.release();
            if (done != null) {
                context.runOnContext(now -> respond(done));
            }
        });
    }

    private void respond(HttpResponse response) {
        if (responding || gone) {
            writer.discard(response);
            return;
        }
        responding = true;
        if (body.isWithheld() || body.isStalled() || small != null && small.isStalled()) {
            rest.refuse();
        } else if (!request.isEnded()) {
            rest.drop(limits.bodyTimeout());
        }
        writer.send(response, request.method().name().equals("HEAD")).onComplete(sent -> {
            rest.answered();
            leave();
        });
    }

    /** The response has been handed to the connection, or the connection has ended. */
    void onEnd() {
        if (request.response().ended()) {
            return;
        }
        gone = true;
        CompletableFuture<HttpResponse> begun = work;
        if (begun != null) {
            begun.cancel(false);
        }
        if (responding) {
            writer.abort();
        } else {
            leave();
        }
    }

    private void leave() {
        place.release();
        protect();
        connection.ifPresent(VertxIdleConnections.Connection::end);
    }
}
