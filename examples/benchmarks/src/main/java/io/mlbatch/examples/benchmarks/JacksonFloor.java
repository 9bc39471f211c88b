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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** The floor: Jackson alone reads the records and writes the results, on one thread. */
final class JacksonFloor {

    private final JsonFactory factory = new JsonFactory();

    void run(int records) throws IOException {
        try (InputStream in = Records.json(records);
                JsonParser parser = factory.createParser(in);
                JsonGenerator results = factory.createGenerator(OutputStream.nullOutputStream())) {
            results.writeStartArray();
            double hp = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric()) {
                    double number = parser.getDoubleValue();
                    hp = parser.currentName().equals("hp") ? number : hp;
                } else if (token == JsonToken.END_OBJECT) {
                    write(results, hp);
                }
            }
            results.writeEndArray();
        }
    }

    private static void write(JsonGenerator results, double answer) throws IOException {
        results.writeStartObject();
        results.writeBooleanField("success", true);
        results.writeStringField("errorMessage", "");
        results.writeStringField("consoleOutput", "");
        results.writeArrayFieldStart("changedFiles");
        results.writeEndArray();
        results.writeObjectFieldStart("outputParameters");
        results.writeNumberField("answer", answer);
        results.writeEndObject();
        results.writeEndObject();
    }
}
