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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;

/** The records of a batch: made as they are read, so that they cost no memory. */
final class Records {

    private static final int IN_A_PART = 1_000;

    private Records() {}

    static Iterator<Map<String, Object>> maps(int count) {
        return IntStream.range(0, count)
                .<Map<String, Object>>mapToObj(i -> Map.of("hp", i, "wt", 2.62))
                .iterator();
    }

    /** A JSON array of the same. */
    static InputStream json(int count) {
        return new SequenceInputStream(new Enumeration<>() {
            private int next;

            @Override
            public boolean hasMoreElements() {
                return next < count;
            }

            @Override
            public InputStream nextElement() {
                StringBuilder part = new StringBuilder();
                int end = Math.min(count, next + IN_A_PART);
                for (; next < end; next++) {
                    part.append(next == 0 ? '[' : ',')
                            .append("{\"hp\":")
                            .append(next)
                            .append(",\"wt\":2.62}");
                }
                if (next == count) {
                    part.append(']');
                }
                return new ByteArrayInputStream(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
