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
package io.mlbatch.client.waiting;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How batches progress. {@link StrictMath} and one method of the random numbers make the same batches on every machine.
 */
enum SimulatedKind {
    /** Record after record, each up to half shorter or longer than usual, the pace drifting by up to a fifth. */
    STEADY {
        @Override
        double[] completions(SplittableRandom random) {
            return steady(manyOrFew(2, 10_000, random), random);
        }
    },
    /** Steady, but the pace changes once by up to three times, up or down. */
    CHANGING {
        @Override
        double[] completions(SplittableRandom random) {
            double[] times = STEADY.completions(random);
            double change = between(0.1, 0.9, random);
            double factor = StrictMath.pow(3, between(-1, 1, random));
            for (int i = 0; i < times.length; i++) {
                times[i] = times[i] > change ? change + (times[i] - change) * factor : times[i];
            }
            return times;
        }
    },
    /** In lumps: from workers that start together and fall out of step, or of any size at any time. */
    BURSTY {
        @Override
        double[] completions(SplittableRandom random) {
            return random.nextDouble() < 0.5 ? waves(random) : lumps(random);
        }
    },
    /** Steady, but standing still up to three times, for 5 to 40 % each; often with little or one record left. */
    STALLING {
        @Override
        double[] completions(SplittableRandom random) {
            double[] times = STEADY.completions(random);
            double[] moved = new double[times.length];
            double work = 1;
            int stalls = (int) between(1, 4, random);
            for (int stall = 0; stall < stalls; stall++) {
                double length = between(0.05, 0.4, random);
                double place = between(0, 1, random);
                if (stall == 0 && random.nextDouble() < 0.5) {
                    place = 1 - StrictMath.pow(10, between(-4, -1, random));
                }
                if (work - length < 0.3) {
                    break;
                }
                work -= length;
                for (int i = 0; i < times.length; i++) {
                    moved[i] += times[i] > place || i == times.length - 1 ? length : 0;
                }
            }
            for (int i = 0; i < times.length; i++) {
                moved[i] += times[i] * work;
            }
            return moved;
        }
    },
    /** One record: there is no progress to see. */
    SINGLE {
        @Override
        double[] completions(SplittableRandom random) {
            return new double[] {1};
        }
    };

    private static final int PARALLEL = 10;

    /** When records complete, in their order and in any unit. */
    abstract double[] completions(SplittableRandom random);

    /** A batch that takes this long, of which it queues up to the half, and most often little. */
    SimulatedBatch batch(double fromMillis, double toMillis, SplittableRandom random) {
        long endsAt = (long) between(fromMillis, toMillis, random);
        double queued = random.nextDouble();
        long runsAt = (long) (endsAt * 0.5 * queued * queued);
        long after = (long) Math.min(endsAt / 20.0, between(0, 1000, random));
        double[] times = completions(random);
        double unit = (endsAt - after - runsAt) / times[times.length - 1];
        long[] completedAt = Arrays.stream(times)
                .mapToLong(time -> runsAt + (long) (time * unit))
                .toArray();
        return new SimulatedBatch(PARALLEL, runsAt, completedAt, endsAt);
    }

    private static double[] steady(int records, SplittableRandom random) {
        double drift = between(-0.2, 0.2, random);
        double[] times = new double[records];
        double time = 0;
        for (int i = 0; i < records; i++) {
            time += between(0.5, 1.5, random) * (1 + drift * (2.0 * i / records - 1));
            times[i] = time;
        }
        for (int i = 0; i < records; i++) {
            times[i] /= time;
        }
        return times;
    }

    private static double[] waves(SplittableRandom random) {
        double[] free = new double[PARALLEL];
        double[] times = new double[manyOrFew(PARALLEL, 100 * PARALLEL, random)];
        for (int i = 0; i < times.length; i++) {
            Arrays.sort(free);
            free[0] += between(0.85, 1.15, random);
            times[i] = free[0];
        }
        Arrays.sort(times);
        return times;
    }

    private static double[] lumps(SplittableRandom random) {
        int lumps = manyOrFew(3, 40, random);
        double[] times = new double[manyOrFew(2 * lumps, 10_000, random)];
        double[] size = new double[lumps];
        for (int lump = 0; lump < lumps; lump++) {
            size[lump] = irregular(random);
        }
        double unit = times.length / Arrays.stream(size).sum();
        double time = 0;
        double until = 0;
        int record = 0;
        for (int lump = 0; lump < lumps; lump++) {
            time += irregular(random);
            until += size[lump] * unit;
            while (record < times.length && (record < until || lump == lumps - 1)) {
                times[record++] = time;
            }
        }
        return times;
    }

    /** On the average 1, at least a fifth; above that without memory. */
    private static double irregular(SplittableRandom random) {
        return 0.2 - 0.8 * StrictMath.log(1 - random.nextDouble());
    }

    /** As many of ten as of a hundred, of a thousand and so on. */
    private static int manyOrFew(int from, int to, SplittableRandom random) {
        return (int) (from * StrictMath.pow((double) to / from, random.nextDouble()));
    }

    private static double between(double from, double to, SplittableRandom random) {
        return from + (to - from) * random.nextDouble();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
