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
package io.mlbatch.examples.generated;

import java.util.List;
import java.util.Map;

/** The vendor's sample: how likely a car of mtcars has a manual transmission. The coefficients are those of R's glm. */
public final class TransmissionModel {

    private static final double INTERCEPT = 18.8662987;
    private static final double HP = 0.0362556;
    private static final double WT = -8.0834752;

    /** @param record {@code hp} and {@code wt}, of 1000 lb */
    public Map<String, List<Double>> score(Map<String, Double> record) {
        double logit = INTERCEPT + HP * input(record, "hp") + WT * input(record, "wt");
        return Map.of("am_Pred", List.of(1 / (1 + Math.exp(-logit))));
    }

    /** The model needs all of its inputs: a record without one of them fails. */
    private static double input(Map<String, Double> record, String name) {
        Double value = record.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the value of '" + name + "' is missing");
        }
        return value;
    }
}
