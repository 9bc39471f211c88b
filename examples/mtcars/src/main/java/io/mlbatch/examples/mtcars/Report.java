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
package io.mlbatch.examples.mtcars;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

import org.apache.camel.ProducerTemplate;

import io.mlbatch.protocol.BatchResponse;

/** Scores the cars of the example, and prints the results. */
public final class Report {

    private final ProducerTemplate template;

    /** @param template calls the route {@code direct:score} */
    public Report(ProducerTemplate template) {
        this.template = template;
    }

    /** Scores the cars, and prints the predictions. */
    public void print(PrintStream out) throws IOException {
        try (InputStream csv = Mtcars.csv();
                BatchResponse batch = template.requestBody("direct:score", csv, BatchResponse.class)) {
            PredictionTable.print(Prediction.of(batch), out);
        }
    }
}
