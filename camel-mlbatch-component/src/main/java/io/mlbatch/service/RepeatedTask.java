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
package io.mlbatch.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scheduled task that never throws, even for lack of memory, because an exception would end its schedule. */
record RepeatedTask(String name, Runnable work) implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RepeatedTask.class);

    @Override
    public void run() {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private void report(Throwable error) {
        try {
            LOG.warn("{} failed; it runs again as scheduled: {}", name, error.toString());
            LOG.debug("{} failed", name, error);
        } catch (OutOfMemoryError again) {
            // the memory is insufficient for a log line too; the next run may have more
            error.addSuppressed(again);
        }
    }
}
