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
package io.mlbatch.metrics;

import java.util.List;

/** The meters of both schemes. The table in docs/monitoring.md is written from these constants. */
public enum MeterName {
    CLIENT_CALLS(
            "mlbatch.client.calls",
            Type.TIMER,
            "seconds",
            "Calls with their repetitions. The outcome is success, or the kind of the failure",
            "operation",
            "outcome"),
    CLIENT_WAITS("mlbatch.client.waits", Type.GAUGE, "executions", "Executions whose end is awaited now"),
    CLIENT_POLLS(
            "mlbatch.client.polls",
            Type.COUNTER,
            "polls",
            "Polls of executions. The outcome is success or failure",
            "service",
            "outcome"),
    CLIENT_DETECTION(
            "mlbatch.client.detection.delay",
            Type.TIMER,
            "seconds",
            "Time from the poll before the last to the last one, within which the execution ended",
            "service"),
    CLIENT_SENT("mlbatch.client.sent", Type.COUNTER, "bytes", "Bodies of requests"),
    CLIENT_RECEIVED("mlbatch.client.received", Type.COUNTER, "bytes", "Bodies of responses"),

    HOST_STARTED(
            "mlbatch.host.executions.started", Type.COUNTER, "executions", "Executions that were accepted", "service"),
    HOST_ENDED(
            "mlbatch.host.executions.ended",
            Type.COUNTER,
            "executions",
            "Executions that ended. The state is complete or canceled",
            "service",
            "state"),
    HOST_RECORDS(
            "mlbatch.host.records",
            Type.COUNTER,
            "records",
            "Records that were computed. The outcome is success or failure",
            "service",
            "outcome"),
    HOST_CHUNK(
            "mlbatch.host.chunk",
            Type.TIMER,
            "seconds",
            "Time of one exchange of the route, with a record or a chunk. The outcome is success or failure",
            "service",
            "outcome"),
    HOST_IN_FLIGHT(
            "mlbatch.host.chunks.inflight",
            Type.GAUGE,
            "exchanges",
            "Exchanges that the route computes now",
            "service"),
    HOST_QUEUED(
            "mlbatch.host.records.queued",
            Type.GAUGE,
            "records",
            "Records of accepted executions without a result",
            "service"),
    HOST_OLDEST(
            "mlbatch.host.oldest.waiting",
            Type.GAUGE,
            "seconds",
            "Age of the oldest execution of which no record has been computed; 0 without one",
            "service"),
    HOST_STORE_EXECUTIONS(
            "mlbatch.host.store.executions", Type.GAUGE, "executions", "Executions in the store, also ended ones"),
    HOST_STORE_BYTES("mlbatch.host.store.bytes", Type.GAUGE, "bytes", "Approximate size of the store"),
    HOST_STORE_WRITE(
            "mlbatch.host.store.write", Type.TIMER, "seconds", "Time of one transaction of the store in a database"),
    HOST_LOGINS_REFUSED(
            "mlbatch.host.logins.refused",
            Type.COUNTER,
            "logins",
            "Logins that were refused. The reason is credentials, throttled or unavailable",
            "reason"),
    HOST_REQUESTS_REFUSED(
            "mlbatch.host.requests.refused",
            Type.COUNTER,
            "requests",
            "Requests with an error response. The reason is its HTTP status",
            "reason");

    /** The kind of a meter. */
    public enum Type {
        COUNTER,
        GAUGE,
        TIMER
    }

    private final String id;
    private final Type type;
    private final String unit;
    private final String description;
    private final List<String> tags;

    MeterName(String id, Type type, String unit, String description, String... tags) {
        this.id = id;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.tags = List.of(tags);
    }

    /** Returns the name in the notation of Micrometer. */
    public String id() {
        return id;
    }

    public Type type() {
        return type;
    }

    public String unit() {
        return unit;
    }

    /** Returns the unit that backends append to the name; {@code null} for numbers of things. */
    String baseUnit() {
        return unit.equals("bytes") || unit.equals("seconds") ? unit : null;
    }

    public String description() {
        return description;
    }

    /** Returns the names of the tags. */
    public List<String> tags() {
        return tags;
    }
}
