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
package io.mlbatch.examples.scaleout;

import java.util.SplittableRandom;

/** The model: the price of an Asian call option, simulated. The same inputs have the same price on every machine. */
final class Option {

    private static final int PATHS = 100;
    private static final int MONTHS = 12;
    private static final double RATE = 0.02;

    private Option() {}

    static double price(double spot, double strike, double volatility) {
        if (volatility <= 0) {
            throw new IllegalArgumentException("volatility must be positive, not " + volatility);
        }
        SplittableRandom random = new SplittableRandom(42);
        double drift = (RATE - volatility * volatility / 2) / MONTHS;
        double deviation = volatility / StrictMath.sqrt(MONTHS);
        double payoffs = 0;
        for (int path = 0; path < PATHS; path++) {
            double level = spot;
            double sum = 0;
            for (int month = 0; month < MONTHS; month++) {
                level *= StrictMath.exp(drift + deviation * (random.nextBoolean() ? 1 : -1));
                sum += level;
            }
            payoffs += StrictMath.max(0, sum / MONTHS - strike);
        }
        return payoffs / PATHS * StrictMath.exp(-RATE);
    }
}
