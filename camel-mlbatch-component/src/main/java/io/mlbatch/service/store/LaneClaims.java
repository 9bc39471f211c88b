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

import java.util.Optional;

import io.mlbatch.protocol.ServiceId;

/**
 * Divides the records of executions between the lanes of a cluster: a lane claims a window of records, computes it, and
 * claims the next. A claim that was not computed to its end, for example because its node died, is continued by the
 * next claim of the same lane. Thread-safe.
 */
public interface LaneClaims {

    /**
     * Claims the next records for a lane. An earlier claim of the lane, on any node, ends: its results that are not
     * stored yet are dropped, and its records without a result are those of the new window. Windows shrink towards the
     * end of an execution, so that all lanes end at the same time.
     *
     * @param chunkSize the records of a chunk; a window has a multiple of it, except for the last one
     * @return empty if the lane has no record left: all are claimed by other lanes, or the execution ended or was
     *     deleted
     * @throws StoreException if the database cannot be used now
     */
    Optional<Window> claim(long executionNo, int lane, int maxRecords, int chunkSize);

    /**
     * Returns the service of an unfinished execution; empty if it ended or was deleted.
     *
     * @throws StoreException if the database cannot be read now
     */
    Optional<ServiceId> service(long executionNo);
}
