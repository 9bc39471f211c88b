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
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.vertx.core.Context;

import io.mlbatch.service.http.api.AdmittedCall;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.RequestHandler;

/**
 * Admits requests: at once, or on another thread if the check of the token may block. The request remains paused
 * meanwhile.
 */
final class VertxAdmission {

    /** Continues with an admitted request. */
    interface Continuation {
        void serve(AdmittedCall admitted) throws IOException;
    }

    private final RequestHandler api;
    private final Executor checks;

    /** @param checks runs the checks that may block */
    VertxAdmission(RequestHandler api, Executor checks) {
        this.api = api;
        this.checks = checks;
    }

    /**
     * Checks a request, and continues on its context.
     *
     * @param onFailure receives the reason of a rejection, and the exceptions of the continuation
     */
    void admit(HttpRequest request, Context context, Continuation continuation, Consumer<Throwable> onFailure) {
        guard(
                () -> {
                    if (api.mayBlock(request)) {
                        checks.execute(() -> check(request, context, continuation, onFailure));
                    } else {
                        continuation.serve(api.admit(request));
                    }
                },
                onFailure);
    }

    private void check(HttpRequest request, Context context, Continuation continuation, Consumer<Throwable> onFailure) {
        guard(
                () -> {
                    AdmittedCall admitted = api.admit(request);
                    context.runOnContext(now -> guard(() -> continuation.serve(admitted), onFailure));
                },
                failure -> context.runOnContext(now -> onFailure.accept(failure)));
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Catches errors as well: they would end a thread, and a request without a response keeps its connection. */
    private static void guard(Step step, Consumer<Throwable> onFailure) {
        try {
            step.run();
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }
}
