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
package io.mlbatch.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;

/**
 * Sends each call to the active server of a cluster. If the server has certainly accepted nothing, the call goes to the
 * next server, at most once to each: the server cannot be reached, rejects the call with 503, has no API at its address
 * (yet), or does not respond to the login. A read goes to the next server as well if the connection breaks before its
 * response begins, or a gateway responds instead. Any other failure ends the call; if it is that of a server or its
 * gateway, the next attempt of the caller begins with the next server.
 */
public final class FailoverTransport implements Transport {

    private final List<Server> servers;
    private final ServerRotation rotation;
    private final OutageLog outages;

    /**
     * A server of the list.
     *
     * @param url for messages
     * @param transport sends calls to the server, with its token
     */
    public record Server(URI url, Transport transport) {}

    /**
     * @param rotation has as many servers
     * @param millis a clock that does not go back
     */
    public FailoverTransport(List<Server> servers, ServerRotation rotation, LongSupplier millis) {
        this.servers = List.copyOf(servers);
        this.rotation = rotation;
        this.outages = new OutageLog(servers.stream().map(Server::url).toList(), millis);
    }

    @Override
    public <T> T call(ApiRequest request, ResponseReader<T> reader) {
        Map<URI, MlbatchException> refusals = new LinkedHashMap<>();
        for (int position : rotation.order()) {
            Server server = servers.get(position);
            AtomicBoolean begun = new AtomicBoolean();
            try {
                return observed(position, server.transport()).call(request, response -> {
                    begun.set(true);
                    return reader.read(response);
                });
            } catch (ServerUnavailableException | NotFoundException | MalformedAnswerException e) {
                boolean unread = request.call().isRead() && !begun.get() && isOutage(e);
                if (!unread && !isRefusal(request, e) || servers.size() == 1) {
                    refusals.values().forEach(e::addSuppressed);
                    throw e;
                }
                refusals.put(server.url(), e);
                if (!request.isSendable() || isOver(request.deadline())) {
                    break;
                }
            }
        }
        throw refused(request, refusals);
    }

    /** Returns a transport to one server, whose failures are noted. */
    public Transport observed(int position, Transport server) {
        return new Transport() {
            @Override
            public <T> T call(ApiRequest request, ResponseReader<T> reader) {
                try {
                    T result = server.call(request, reader);
                    outages.responded(position);
                    return result;
                } catch (MlbatchException e) {
                    note(position, e);
                    throw e;
                }
            }
        };
    }

    private void note(int position, MlbatchException e) {
        if (isOutage(e)) {
            rotation.failed(position);
            outages.failed(position, e);
        } else if (e.httpStatus().isPresent()) {
            outages.responded(position);
        }
    }

    /** Returns true if the server has accepted nothing of the call. */
    private static boolean isRefusal(ApiRequest request, MlbatchException e) {
        if (e instanceof ServerUnavailableException unavailable && unavailable.isUnsent() || isPage(e)) {
            return true;
        }
        boolean login = !e.operation().equals(request.context().operation());
        return login ? isOutage(e) : e.httpStatus().orElse(0) == 503;
    }

    /**
     * Returns true if the response is that of a server without the API: its services have not started, or have ended.
     */
    private static boolean isPage(MlbatchException e) {
        return e instanceof NotFoundException notFound && notFound.isPage();
    }

    /** Returns true if another server may be better: the failure is not about the call. */
    static boolean isOutage(MlbatchException e) {
        if (e instanceof MalformedAnswerException || isPage(e)) {
            return true;
        }
        if (!(e instanceof ServerUnavailableException || e instanceof UnknownOutcomeException)) {
            return false;
        }
        switch (e.httpStatus().orElse(0)) {
            case 0, 502, 503, 504:
                return true;
            default:
                return false;
        }
    }

    private static boolean isOver(Deadline deadline) {
        return deadline != null && deadline.left().isZero();
    }

    /**
     * Returns the error of a call that no server accepted. It has the status of a server that responded, if one did. If
     * no server has the API, the address is wrong, or the call is not one of theirs.
     */
    private MlbatchException refused(ApiRequest request, Map<URI, MlbatchException> refusals) {
        String reasons = refusals.entrySet().stream()
                .map(refusal -> refusal.getKey() + ": " + refusal.getValue().reason())
                .collect(Collectors.joining("; "));
        String reason = refusals.size() + " of " + servers.size() + " servers were tried: " + reasons
                + (request.isSendable() ? "" : "; the body can be read only once");
        Optional<MlbatchException> responded = refusals.values().stream()
                .filter(refusal -> refusal.httpStatus().isPresent())
                .filter(refusal -> !isPage(refusal))
                .findFirst();
        MlbatchException refused;
        if (refusals.values().stream().allMatch(FailoverTransport::isPage)) {
            refused = new NotFoundException(request.context(), 404, null, reason, true, true);
        } else if (responded.isPresent()) {
            refused = new ServerUnavailableException(
                    request.context(),
                    responded.get().httpStatus().getAsInt(),
                    responded.get().serverMessage().orElse(null),
                    reason,
                    shortestRetryAfter(refusals));
        } else {
            refused = new ServerUnavailableException(request.context(), reason, null);
        }
        refusals.values().forEach(refused::addSuppressed);
        return refused;
    }

    private static Duration shortestRetryAfter(Map<URI, MlbatchException> refusals) {
        return refusals.values().stream()
                .filter(ServerUnavailableException.class::isInstance)
                .flatMap(refusal -> ((ServerUnavailableException) refusal).retryAfter().stream())
                .min(Duration::compareTo)
                .orElse(null);
    }
}
