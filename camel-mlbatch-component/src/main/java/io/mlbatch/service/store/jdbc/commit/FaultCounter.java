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
package io.mlbatch.service.store.jdbc.commit;

import java.sql.SQLException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the consecutive faults of a write that are not the database's. A write with too many of them has to be
 * dropped, because it would block all others. Not thread-safe.
 */
final class FaultCounter {

    private static final Logger LOG = LoggerFactory.getLogger(FaultCounter.class);
    private static final int MAX_FAULTS = 5;

    private Write faulty;
    private int faults;

    /**
     * Counts a fault.
     *
     * @return the number of faults if the write has to be dropped, 0 if it can be retried
     */
    int count(Write write, Throwable fault) {
        faults = write == faulty ? faults + 1 : 1;
        faulty = write;
        // memory is usually available again soon
        return fault instanceof OutOfMemoryError || faults < MAX_FAULTS ? 0 : faults;
    }

    /** Notifies a write of a failure. Returns true if the write is abandoned. */
    static boolean abandonOnFailure(Write write, SQLException reason) {
        try {
            return write.onFailure(reason) == Write.FailureAction.ABANDON;
        } catch (RuntimeException | Error e) {
            LOG.error("The failure callback of a write failed; the write is retried", e);
            return false;
        }
    }
}
