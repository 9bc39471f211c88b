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
package io.mlbatch.examples.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

/** A piece of work that is measured in turns with others, and its times. */
final class Measure {

    /** Work on a number of records. */
    interface Work {
        void run() throws Exception;
    }

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String name;
    private final Work work;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> processorSeconds = new ArrayList<>();

    Measure(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    String name() {
        return name;
    }

    /** @param counts false for a run that only warms up */
    void run(boolean counts) throws Exception {
        // the garbage of other work must not be measured with this one
        System.gc();
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        work.run();
        long end = System.nanoTime();
        if (counts) {
            seconds.add((end - begin) / 1e9);
            processorSeconds.add((SYSTEM.getProcessCpuTime() - cpu) / 1e9);
        }
    }

    double medianSeconds() {
        return median(seconds);
    }

    double medianProcessorSeconds() {
        return median(processorSeconds);
    }

    /** Returns how many times faster this work is than another one: the median of the pairs of one round. */
    double ratioTo(Measure other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < seconds.size(); round++) {
            ratios.add(other.seconds.get(round) / seconds.get(round));
        }
        return median(ratios);
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }
}
