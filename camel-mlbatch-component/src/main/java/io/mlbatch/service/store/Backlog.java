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
package io.mlbatch.service.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The unfinished executions of a service.
 *
 * @param executions their number
 * @param records their records without a result
 * @param oldestWaiting when the oldest of those was accepted of which no record has been computed
 */
public record Backlog(int executions, long records, Optional<Instant> oldestWaiting) {

    /** A service without unfinished executions. */
    public static final Backlog EMPTY = new Backlog(0, 0, Optional.empty());

    public Backlog plus(Backlog other) {
        return new Backlog(
                executions + other.executions,
                records + other.records,
                oldestWaiting
                        .filter(mine ->
                                other.oldestWaiting.filter(mine::isAfter).isEmpty())
                        .or(() -> other.oldestWaiting));
    }
}
