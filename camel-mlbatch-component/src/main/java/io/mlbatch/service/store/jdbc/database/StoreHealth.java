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
package io.mlbatch.service.store.jdbc.database;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks which parts of a store are failing, and logs each change. Thread-safe. */
public final class StoreHealth {

    /** A part of the store. */
    public enum Part {
        FOLDER("The data folder"),
        READS("Reading executions"),
        FILES("Storing artifacts"),
        SPACE("Reserving disk space for deletions");

        private final String text;

        Part(String text) {
            this.text = text;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    private final Set<Part> failing = ConcurrentHashMap.newKeySet();

    public void onFailure(Part part, Exception cause) {
        if (failing.add(part)) {
            LOG.warn("{} failed; retrying: {}", part.text, cause.toString());
        }
    }

    public void onSuccess(Part part) {
        if (!failing.isEmpty() && failing.remove(part)) {
            LOG.info("{} works again", part.text);
        }
    }

    public boolean isFailing() {
        return !failing.isEmpty();
    }

    public boolean isFailing(Part part) {
        return failing.contains(part);
    }
}
