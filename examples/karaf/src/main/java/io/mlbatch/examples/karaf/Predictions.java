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
package io.mlbatch.examples.karaf;

import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/** The output {@code answer} of each record, a data frame of one row, as a line. */
final class Predictions {

    private Predictions() {}

    static String csv(BatchResponse batch) {
        StringBuilder csv = new StringBuilder("index,am_Pred\n");
        int index = 0;
        for (ServiceResponse record : batch) {
            Map<?, ?> answer = (Map<?, ?>) record.output("answer");
            csv.append(index++)
                    .append(',')
                    .append(((List<?>) answer.get("am_Pred")).get(0))
                    .append('\n');
        }
        return csv.toString();
    }
}
