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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

import io.mlbatch.service.http.api.AdmittedCall;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.CallKind;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PreferredWait;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.platform.RequestBody;
import io.mlbatch.service.http.platform.RequestLimiter;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPermit;
import io.mlbatch.service.http.platform.RequestPools;

/**
 * One request, from its head to the end of its response. All steps run on the context of the request, except for the
 * handling of the call, which runs on a thread of a pool. While the request waits for its body, its turn or its client,
 * it does not hold a thread.
 */
final class VertxCall {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final VertxRequest received;
    private final HttpServerRequest request;
    private final Context context;
    private final VertxUnreadBody unread;
    private final RequestHandler api;
    private final RequestPools pools;
    private final RequestLimits limits;
    private final RequestLimiter waits;
    private final VertxResponseWriter writer;
    private final Optional<VertxIdleConnections.Connection> connection;
    private boolean exposed;
    /** Held by the response; the task in a pool is another holder. */
    private RequestPermit permit = new RequestPermit(() -> {});

    private VertxSmallBody small;
    private boolean responding;
    private volatile boolean disconnected;
    private volatile CompletableFuture<HttpResponse> work;
    private Optional<VertxWait> waiting = Optional.empty();

    /** @param waits limits the requests that wait for the end of an execution */
    VertxCall(
            VertxRequest received, RequestHandler api, RequestPools pools, RequestLimits limits, RequestLimiter waits) {
        this.received = received;
        this.request = received.request();
        this.context = received.context();
        this.unread = new VertxUnreadBody(request, context);
        this.api = api;
        this.pools = pools;
        this.limits = limits;
        this.waits = waits;
        this.connection = received.connection();
        this.writer = new VertxResponseWriter(request, context, pools.streams(), limits.responseTimeout());
    }

    void begin() {
        expose();
        if (received.isAmbiguous()) {
            received.rejectAmbiguous();
            return;
        }
        new VertxAdmission(api, pools.checks())
                .admit(
                        received.head(),
                        context,
                        this::serve,
                        failure -> respond(ErrorResponses.of(received.head(), failure)));
    }

    private void serve(AdmittedCall admitted) throws IOException {
        CallKind kind = admitted.kind();
        if (kind.hasBody()) {
            received.limited().requireAcceptable();
        }
        if (kind == CallKind.IMMEDIATE) {
            respond(api.handle(received.head(), admitted).join());
        } else if (kind == CallKind.LOGIN) {
            collect(admitted);
        } else if (mayWait(admitted)) {
            run(() -> prepareWait(received.head(), admitted), kind);
        } else if (acquire(admitted)) {
            if (kind == CallKind.UPLOAD) {
                received.body().open(() -> run(received.head(), admitted));
            } else {
                run(received.head(), admitted);
            }
        }
    }

    private void collect(AdmittedCall admitted) throws IOException {
        RequestBody.requireLogin(Optional.ofNullable(request.getHeader("Content-Length")));
        small = new VertxSmallBody(request, context, limits.bodyTimeout());
        small.collect().onComplete(collected -> {
            if (collected.failed()) {
                respond(ErrorResponses.of(received.head(), collected.cause()));
            } else if (!disconnected && acquire(admitted)) {
                run(received.withBody(collected.result()), admitted);
                // the response does not hold a permit: unknown callers that do not read their responses could prevent
                // all logins
                permit.release();
                permit = new RequestPermit(() -> {});
                expose();
            }
        });
    }

    private boolean acquire(AdmittedCall admitted) {
        RequestLimiter limiter = pools.limiter(admitted.kind());
        Optional<RequestPermit> acquired = limiter.acquire(admitted.caller());
        acquired.ifPresentOrElse(
                each -> {
                    permit = each;
                    protect();
                },
                () -> respond(limiter.rejection()));
        return acquired.isPresent();
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
        run(() -> handle(complete, admitted, UnaryOperator.identity()), admitted.kind());
    }

    /** Runs a task on a thread for this kind of calls. The task and the response hold the permit of the request. */
    private void run(Runnable task, CallKind kind) {
        if (disconnected) {
            return;
        }
        RequestPermit held = permit;
        held.retain();
        try {
            pools.executor(kind).execute(() -> {
                try {
                    if (!disconnected) {
                        task.run();
                    }
                } finally {
                    held.release();
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // a machine that cannot start more threads throws this error
            held.release();
            respond(ErrorResponses.of(ApiException.unavailable("No thread is available for the request", RETRY_AFTER)));
        }
    }

    /**
     * Returns true if the caller prefers to wait and a permit for that is available. It is a permit for waiting
     * requests only, so that others do not wait for this one, and its connection may be evicted for another one.
     */
    private boolean mayWait(AdmittedCall admitted) {
        if (admitted.kind() != CallKind.READ
                || received.head().headers().prefer().isEmpty()) {
            return false;
        }
        Optional<RequestPermit> place = waits.acquire(admitted.caller());
        place.ifPresent(each -> permit = each);
        return place.isPresent();
    }

    private void prepareWait(HttpRequest head, AdmittedCall admitted) {
        try {
            Optional<PreferredWait> preferred = api.preferredWait(head, admitted);
            boolean over = preferred.isEmpty() || preferred.get().isOver();
            UnaryOperator<HttpResponse> finish =
                    response -> preferred.map(each -> each.applied(response)).orElse(response);
            context.runOnContext(now -> {
                if (over) {
                    resume(head, admitted, finish);
                } else if (!disconnected) {
                    VertxWait wait = new VertxWait(context, preferred.get(), () -> resume(head, admitted, finish));
                    waiting = Optional.of(wait);
                    wait.begin();
                }
            });
        } catch (Throwable e) {
            // includes errors: a request without a response would keep its connection open forever
            HttpResponse error = ErrorResponses.of(head, e);
            context.runOnContext(now -> respond(error));
        }
    }

    /** Serves the request when a permit is available: thousands of waits may end at once. */
    private void resume(HttpRequest head, AdmittedCall admitted, UnaryOperator<HttpResponse> finish) {
        pools.limiter(admitted.kind())
                .acquire(
                        admitted.caller(),
                        acquired -> context.runOnContext(now -> {
                            if (disconnected) {
                                acquired.release();
                                return;
                            }
                            permit.release();
                            permit = acquired;
                            protect();
                            run(() -> handle(head, admitted, finish), admitted.kind());
                        }));
    }

    private void handle(HttpRequest complete, AdmittedCall admitted, UnaryOperator<HttpResponse> finish) {
        RequestPermit held = permit;
        held.retain();
        CompletableFuture<HttpResponse> response = api.handle(complete, admitted);
        work = response;
        if (disconnected) {
            // the client may have disconnected before the response was known
            response.cancel(false);
        }
        response.whenComplete((done, canceled) -> {
            held.release();
            if (done != null) {
                HttpResponse finished = finish.apply(done);
                context.runOnContext(now -> respond(finished));
            }
        });
    }

    private void respond(HttpResponse response) {
        if (responding || disconnected) {
            writer.discard(response);
            return;
        }
        responding = true;
        api.responded(response);
        if (received.body().isWithheld() || received.body().isStalled() || small != null && small.isStalled()) {
            unread.reject();
        } else if (!request.isEnded()) {
            unread.drop(limits.bodyTimeout());
        }
        writer.send(response, request.method().name().equals("HEAD")).onComplete(sent -> {
            unread.responded();
            complete();
        });
    }

    /** To be called when the response has been handed to the connection, or the connection has ended. */
    void onEnd() {
        if (request.response().ended()) {
            return;
        }
        disconnected = true;
        waiting.ifPresent(VertxWait::cancel);
        CompletableFuture<HttpResponse> pending = work;
        if (pending != null) {
            pending.cancel(false);
        }
        if (responding) {
            writer.abort();
        } else {
            complete();
        }
    }

    private void complete() {
        permit.release();
        protect();
        connection.ifPresent(VertxIdleConnections.Connection::end);
    }
}
