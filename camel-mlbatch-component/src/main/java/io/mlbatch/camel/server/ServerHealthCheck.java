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
package io.mlbatch.camel.server;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * {@code fail}, cannot be reached, refuses us, or owes an answer for longer than that. Asks once. No detail is a
 * secret.
 *
 * <p>A check waits for no longer than a probe does, and than an event loop may: on Quarkus it is called on one, perhaps
 * the one that has to answer. What comes later is told by the next check.
 */
final class ServerHealthCheck extends AbstractHealthCheck {

    /** From then on a server is down that has not answered. */
    static final Duration LATE = Duration.ofSeconds(5);

    /** An answer that came to no check is told by the next one as long as it is not older. */
    static final Duration STALE = Duration.ofMinutes(1);

    private final URI baseUrl;
    private final List<ServiceId> services;
    private final Supplier<ServerStatus> question;
    private final ExecutorService thread;
    private final Duration limit;
    private final Clock clock;
    private Asked asked;

    /** A question whose answer has not been told yet. */
    private record Asked(Instant since, Future<ServerStatus> answer) {}

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
            Duration limit,
            Clock clock) {
        super("camel", "producer:mlbatch-" + baseUrl.getRawAuthority() + baseUrl.getRawPath());
        this.baseUrl = baseUrl;
        this.services = services;
        this.question = question;
        this.thread = thread;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("server.url", baseUrl.toString());
        builder.detail("services", text(services));
        try {
            ask();
            ServerStatus status = asked.answer().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            asked = null;
            report(builder, status);
        } catch (ExecutionException e) {
            asked = null;
            report(builder, e.getCause());
        } catch (TimeoutException e) {
            reportSilence(builder);
        } catch (RejectedExecutionException e) {
            builder.unknown().message("The check has been stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.unknown().message("The check has been interrupted");
        }
    }

    /** One question at a time: a server that hangs must not cost a thread with each check. Checks come one by one. */
    private void ask() {
        Instant now = clock.instant();
        if (asked == null
                || asked.answer().isDone() && asked.since().plus(STALE).isBefore(now)) {
            asked = new Asked(now, thread.submit(question::get));
        }
    }

    private void reportSilence(HealthCheckResultBuilder builder) {
        Duration silence = Duration.between(asked.since(), clock.instant());
        builder.message(baseUrl + " has been asked " + silence.toMillis() + " ms ago and has not answered");
        if (silence.compareTo(LATE) < 0) {
            builder.unknown();
        } else {
            builder.down();
        }
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
