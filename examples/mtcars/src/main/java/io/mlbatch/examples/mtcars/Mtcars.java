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
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

/** The data of the vendor's sample: 32 cars, and the published predictions of its service. */
public final class Mtcars {

    private Mtcars() {}

    /** The cars as CSV in UTF-8, with a row of names. */
    public static InputStream csv() {
        return Mtcars.class.getResourceAsStream("/data/mtcars.csv");
    }

    /** Returns the cars. */
    public static List<NamedCsvRecord> cars() throws IOException {
        return rows(csv());
    }

    static List<NamedCsvRecord> published() throws IOException {
        return rows(Mtcars.class.getResourceAsStream("/data/txservice-published.csv"));
    }

    private static List<NamedCsvRecord> rows(InputStream csv) throws IOException {
        try (Reader reader = new InputStreamReader(csv, StandardCharsets.UTF_8);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(reader)) {
            return rows.stream().toList();
        }
    }
}
