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
package io.mlbatch.scale;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

import io.mlbatch.testing.ChildJvm;

/**
 * Records and results that follow from their index, so that no side has to hold any. Numbers are fractions of powers of
 * two: their sum does not depend on an order. A million of either is more than 64 MiB, as CSV and as JSON.
 */
final class Generated {

    /** Of the file of a record: three times the heap. */
    static final long FILE_BYTES = 3 * ChildJvm.SMALL_HEAP_BYTES;

    private static final int FAILURES_EVERY = 1000;
    private static final int BLOCK = 64 * 1024;

    private Generated() {}

    static String model(int index) {
        return "model " + index + ", which has a name as long as those in a catalogue";
    }

    static double hp(int index) {
        return 50 + index % 400 + 0.5;
    }

    static double wt(int index) {
        return 1 + index % 4096 / 1024.0;
    }

    /** Writes records as a spreadsheet would, with a column that the service does not declare. */
    static Path csv(Path folder, int records) throws IOException {
        Path file = folder.resolve(records + ".csv");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("model,colour,hp,wt\r\n");
            for (int i = 0; i < records; i++) {
                out.write("\"" + model(i) + "\",red," + hp(i) + "," + wt(i) + "\r\n");
            }
        }
        return file;
    }

    /** A sum over records that depends on their order as well. */
    static long checksum(long before, String model, double hp, double wt) {
        return ((before * 31 + model.hashCode()) * 31 + Double.hashCode(hp)) * 31 + Double.hashCode(wt);
    }

    static long checksum(int records) {
        long sum = 0;
        for (int i = 0; i < records; i++) {
            sum = checksum(sum, model(i), hp(i), wt(i));
        }
        return sum;
    }

    static boolean succeeds(int index) {
        return index % FAILURES_EVERY != FAILURES_EVERY / 2;
    }

    static double prediction(int index) {
        return index % 1024 / 1024.0;
    }

    static String label(int index) {
        return index % 1024 < 512 ? "automatic" : "manual";
    }

    static double sumOfPredictions(int results) {
        double sum = 0;
        for (int i = 0; i < results; i++) {
            sum += succeeds(i) ? prediction(i) : 0;
        }
        return sum;
    }

    static int failures(int results) {
        int failures = 0;
        for (int i = 0; i < results; i++) {
            failures += succeeds(i) ? 0 : 1;
        }
        return failures;
    }

    /** A result as a server writes it. */
    static String result(int index) {
        if (!succeeds(index)) {
            return "{\"success\":false,\"errorMessage\":\"record " + index + " cannot be scored\","
                    + "\"consoleOutput\":\"\",\"changedFiles\":[],\"outputParameters\":{}}";
        }
        return "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                + "\"outputParameters\":{\"answer\":{\"am_Pred\":[" + prediction(index) + "]},\"label\":\""
                + label(index) + "\"}}";
    }

    /** Writes the file of a record: no two blocks are the same. */
    static void file(OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long written = 0; written < FILE_BYTES; written += BLOCK) {
            new Random(written).nextBytes(block);
            out.write(block);
        }
    }

    static long checksumOfFile() throws IOException {
        CheckedOutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        file(out);
        return out.getChecksum().getValue();
    }
}
