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
package io.mlbatch.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.Converter;

import io.mlbatch.protocol.DataFrame;

/** Converts the records of a chunk to columns, for models that compute columns. */
@Converter(generateLoader = true)
public final class ChunkConverter {

    private ChunkConverter() {}

    /** Returns {@code null}, so that Camel tries other converters, if an element is not a map. */
    @Converter(allowNull = true)
    public static DataFrame toDataFrame(List<?> records) {
        List<Map<?, ?>> rows = new ArrayList<>(records.size());
        for (Object record : records) {
            if (!(record instanceof Map<?, ?> row)) {
                return null;
            }
            rows.add(row);
        }
        return DataFrame.ofRows(rows);
    }
}
