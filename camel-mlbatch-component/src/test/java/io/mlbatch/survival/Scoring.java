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
package io.mlbatch.survival;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The service that is hosted and killed: its outputs depend on the batch's number and the record's index only. */
final class Scoring {

    static final String SERVICE = "Scoring/1.0";
    static final String FILE = "content.bin";

    private static final long BATCH_UNIT = 1_000_000;
    private static final int SMALLEST_FILE = 100 << 10;
    private static final int FILES_END = 100;

    private Scoring() {}

    /** @param fillerSize makes records larger by so many characters */
    static byte[] records(int batch, int size, int fillerSize) {
        String filler = "x".repeat(fillerSize);
        return IntStream.range(0, size)
                .mapToObj(index -> "{\"batch\":" + batch + ",\"index\":" + index + ",\"filler\":\"" + filler + "\"}")
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    static double score(int batch, int index) {
        return batch * BATCH_UNIT + (double) index * index;
    }

    /** The batch that a score belongs to. */
    static int batchOf(double score) {
        return (int) (score / BATCH_UNIT);
    }

    static boolean fails(int index) {
        return index % 7 == 3;
    }

    static String error(int batch, int index) {
        return "no score for " + batch + "/" + index;
    }

    /** Some of the first hundred records leave a file. */
    static boolean leavesFile(int index) {
        return index < FILES_END && index % 10 == 0 && !fails(index);
    }

    /** 100 to 200 KiB. */
    static byte[] file(int batch, int index) {
        Random random = new Random(BATCH_UNIT * batch + index);
        byte[] content = new byte[SMALLEST_FILE + random.nextInt(SMALLEST_FILE)];
        random.nextBytes(content);
        return content;
    }
}
