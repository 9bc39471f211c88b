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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceId;

/**
 * Reports UP if the server returns {@code pass} or {@code warn}, or responds that it has no status call. Reports DOWN
 * if the server returns {@code fail}, cannot be reached, rejects the credentials, or has not responded within 5
 * seconds. Sends one request without retries. No detail contains a secret.
 *
 * <p>A check returns within the limit of a probe and of an event loop: Quarkus calls it on an event loop, perhaps the
 * one that has to receive the response. The next check reports a response that arrives later.
 */
final class ServerHealthCheck extends AbstractHealthCheck {

    /** A server that has not responded within this time is down. */
    static final Duration LATE = Duration.ofSeconds(5);

    /** The age up to which a check reports a response to the request of an earlier check. */
    static final Duration STALE = Duration.ofMinutes(1);

    private static final Pattern SCHEME = Pattern.compile("https?://");

    private final String servers;
    private final List<ServiceId> services;
    private final Supplier<ServerStatus> statusCall;
    private final ExecutorService thread;
    private final Duration limit;
    private final Clock clock;
    private PendingRequest request;

    /** A request whose response has not been reported yet. */
    private record PendingRequest(Instant since, Future<ServerStatus> response) {}

    /**
     * @param servers the URLs of the servers, with commas: the check is UP if one of them is
     * @param services of the producers that use the server: read with each check
     * @param thread sends the request, so that the check returns in time even if the request hangs
     * @param limit the maximum duration of a check
     */
    ServerHealthCheck(
            String servers,
            List<ServiceId> services,
            Supplier<ServerStatus> statusCall,
            ExecutorService thread,
            Duration limit,
            Clock clock) {
        super("camel", "producer:mlbatch-" + SCHEME.matcher(servers).replaceAll(""));
        this.servers = servers;
        this.services = services;
        this.statusCall = statusCall;
        this.thread = thread;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("server.url", servers);
        builder.detail("services", text(services));
        try {
            sendRequest();
            ServerStatus status = request.response().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            request = null;
            report(builder, status);
        } catch (ExecutionException e) {
            request = null;
            report(builder, e.getCause());
        } catch (TimeoutException e) {
            reportNoResponse(builder);
        } catch (RejectedExecutionException e) {
            builder.unknown().message("The check has been stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.unknown().message("The check has been interrupted");
        }
    }

    /**
     * Sends one request at a time, so that a server that hangs does not block a thread per check. Checks do not
     * overlap.
     */
    private void sendRequest() {
        Instant now = clock.instant();
        if (request == null
                || request.response().isDone() && request.since().plus(STALE).isBefore(now)) {
            request = new PendingRequest(now, thread.submit(statusCall::get));
        }
    }

    private void reportNoResponse(HealthCheckResultBuilder builder) {
        Duration silence = Duration.between(request.since(), clock.instant());
        builder.message(servers + " has not responded to a request sent " + silence.toMillis() + " ms ago");
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
            builder.down().message("The server reports that it fails");
        } else {
            builder.up();
        }
    }

    private static void report(HealthCheckResultBuilder builder, Throwable failure) {
        builder.message(failure.getMessage());
        if (failure instanceof MlbatchException e) {
            e.httpStatus().ifPresent(status -> builder.detail(HTTP_RESPONSE_CODE, status));
        }
        // a 404 of the login call means that the server cannot be used
        if (failure instanceof NotFoundException e && e.operation().equals(ApiCall.STATUS.label())) {
            builder.up().message("The server responds, but has no " + ApiCall.STATUS.path());
        } else {
            builder.down().error(failure);
        }
    }

    private static String text(Collection<?> items) {
        return items.stream().map(Object::toString).distinct().collect(Collectors.joining(", "));
    }

    /** Identity: two users of one server have equal ids, and removing one check must not remove the other. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
