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

/** A task of a schedule. It throws nothing, also for lack of memory: a schedule ends with the first task that does. */
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
            LOG.warn("{} failed and runs again: {}", name, error.toString());
            LOG.debug("{} failed", name, error);
        } catch (OutOfMemoryError again) {
            // there is no memory for a line of the log either: the next run has its own
            error.addSuppressed(again);
        }
    }
}
