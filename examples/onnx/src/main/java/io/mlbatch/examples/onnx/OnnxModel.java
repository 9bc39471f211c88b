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
package io.mlbatch.examples.onnx;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** A network in ONNX Runtime that scores many cars in one call. Thread-safe. */
public class OnnxModel implements AutoCloseable {

    private static final String[] INPUTS = {"hp", "wt"};

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** @param file a network with the input {@code x} and the output {@code y} */
    public OnnxModel(Path file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // the host already computes chunks in parallel
            options.setIntraOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
        }
    }

    /**
     * Scores a chunk.
     *
     * @param cars the records of the chunk, each with {@code hp} and {@code wt}
     * @return the output {@code manual} as a column, with a value for each car
     */
    public Map<String, float[]> score(List<Map<String, Object>> cars) throws OrtException {
        FloatBuffer rows = FloatBuffer.allocate(cars.size() * INPUTS.length);
        for (Map<String, Object> car : cars) {
            for (String input : INPUTS) {
                // a missing value is null: the network turns NaN into NaN
                rows.put(car.get(input) instanceof Number number ? number.floatValue() : Float.NaN);
            }
        }
        return Map.of("manual", run(rows.flip(), cars.size()));
    }

    private float[] run(FloatBuffer rows, int count) throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(environment, rows, new long[] {count, INPUTS.length});
                OrtSession.Result result = session.run(Map.of("x", x))) {
            float[] scores = new float[count];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(scores);
            return scores;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
