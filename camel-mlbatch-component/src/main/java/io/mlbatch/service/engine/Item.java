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
package io.mlbatch.service.engine;

import java.util.concurrent.atomic.AtomicBoolean;

/** One record of a batch on its way through the processor. */
final class Item {

    private final RunningBatch batch;
    private final int index;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean oneStep = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();

    Item(RunningBatch batch, int index) {
        this.batch = batch;
        this.index = index;
    }

    RunningBatch batch() {
        return batch;
    }

    int index() {
        return index;
    }

    /** True for the first caller: a processor that answers and then throws has answered. */
    boolean markAnswered() {
        return answered.compareAndSet(false, true);
    }

    /**
     * Marks one of the two steps that end a record: the processor has returned, its answer is kept. True for the second
     * of them, in whichever order they come.
     */
    boolean markStep() {
        return !oneStep.compareAndSet(false, true) && markReleased();
    }

    /** Gives the place of the record to the next one. True for the first caller. */
    boolean markReleased() {
        return released.compareAndSet(false, true);
    }
}
