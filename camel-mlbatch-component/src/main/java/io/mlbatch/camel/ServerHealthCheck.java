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
package io.mlbatch.camel;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceId;

/**
 * Up when the server says {@code pass} or {@code warn}, or answers that it has no status to tell; down when it says
 * {@code fail}, cannot be reached, refuses us, or has not answered in time. Asks once. No detail is a secret.
 */
final class ServerHealthCheck extends AbstractHealthCheck {

    private final URI baseUrl;
    private final List<ServiceId> services;
    private final Supplier<ServerStatus> question;
    private final ExecutorService thread;
    private final Duration limit;
    private Future<ServerStatus> asked;

    /**
     * @param services of the producers that use the server: read with each check
     * @param thread runs the question, so that the check ends in time wherever the question hangs
     * @param limit how long a check takes at most
     */
    ServerHealthCheck(
            URI baseUrl,
            List<ServiceId> services,
            Supplier<ServerStatus> question,
            ExecutorService thread,
            Duration limit) {
        super("camel", "producer:mlbatch-" + baseUrl.getRawAuthority() + baseUrl.getRawPath());
        this.baseUrl = baseUrl;
        this.services = services;
        this.question = question;
        this.thread = thread;
        this.limit = limit;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("server.url", baseUrl.toString());
        builder.detail("services", text(services));
        try {
            report(builder, ask().get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            report(builder, e.getCause());
        } catch (TimeoutException e) {
            builder.down().message(baseUrl + " has not answered within " + limit.toMillis() + " ms");
        } catch (RejectedExecutionException e) {
            builder.unknown().message("The check has been stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.unknown().message("The check has been interrupted");
        }
    }

    /** One question at a time: a server that hangs must not cost a thread with each check. Checks come one by one. */
    private Future<ServerStatus> ask() {
        if (asked == null || asked.isDone()) {
            asked = thread.submit(question::get);
        }
        return asked;
    }

    private static void report(HealthCheckResultBuilder builder, ServerStatus status) {
        builder.detail("server.status", status.code().toString());
        if (!status.components().isEmpty()) {
            builder.detail("server.components", text(status.components().entrySet()));
        }
        if (status.code() == ServerStatus.Code.FAIL) {
            builder.down().message("The server says that it fails");
        } else {
            builder.up();
        }
    }

    private static void report(HealthCheckResultBuilder builder, Throwable failure) {
        builder.message(failure.getMessage());
        if (failure instanceof MlbatchException e) {
            e.httpStatus().ifPresent(status -> builder.detail(HTTP_RESPONSE_CODE, status));
        }
        // a server that has no login is none that lets us in
        if (failure instanceof NotFoundException e && e.operation().equals(ApiCall.STATUS.label())) {
            builder.up().message("The server answers, but has no " + ApiCall.STATUS.path());
        } else {
            builder.down().error(failure);
        }
    }

    private static String text(Collection<?> items) {
        return items.stream().map(Object::toString).distinct().collect(Collectors.joining(", "));
    }

    /** Two users of one server have a check each: the one that stops must not take the other's away. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
