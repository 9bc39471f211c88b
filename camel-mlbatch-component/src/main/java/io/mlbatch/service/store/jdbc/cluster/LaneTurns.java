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
package io.mlbatch.service.store.jdbc.cluster;

/**
 * The queue of the lanes of a service, in which users take turns across all nodes (start-time fair queuing). Each place
 * in the queue costs its user one turn. A user who was idle continues at the head of the queue, neither before nor
 * behind the users who wait. PostgreSQL only.
 */
public final class LaneTurns {

    /**
     * Takes places in the queue, and selects the first one; the others follow it. A turn is not before the head of the
     * queue: the lane that waits first, or that began last. The execution_time of a lane is its turn as milliseconds.
     */
    public static final String TAKE = """
            INSERT INTO mlbatch_turn AS mine (service, owner, turn)
            SELECT q.service, q.owner, q.head + q.places FROM (
                SELECT service, owner, places, COALESCE(
                    (SELECT (extract(epoch FROM min(execution_time)) * 1000)::bigint
                        FROM mlbatch_task WHERE mlbatch_task.service = p.service AND NOT picked),
                    (SELECT max(extract(epoch FROM execution_time) * 1000)::bigint
                        FROM mlbatch_task WHERE mlbatch_task.service = p.service AND last_heartbeat IS NOT NULL),
                    (SELECT max(turn) FROM mlbatch_turn WHERE mlbatch_turn.service = p.service),
                    0) AS head
                FROM (SELECT ?::text AS service, ?::text AS owner, ?::bigint AS places) p) q
            ON CONFLICT (service, owner) DO UPDATE
                SET turn = GREATEST(mine.turn, EXCLUDED.turn - ?) + ?
            RETURNING turn - ?""";

    private LaneTurns() {}

    /** Returns the parameters of {@link #TAKE} for a number of lanes of a user. */
    public static Object[] parameters(String service, String owner, int places) {
        return new Object[] {service, owner, (long) places, (long) places, (long) places, (long) places};
    }
}
