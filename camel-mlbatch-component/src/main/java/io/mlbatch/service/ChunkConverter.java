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
import org.apache.camel.Exchange;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.objects.ObjectMapping;

/** Converts the records of a chunk to columns, for models that compute columns. */
@Converter(generateLoader = true)
public final class ChunkConverter {

    private ChunkConverter() {}

    /**
     * Returns {@code null}, so that Camel tries other converters, if an element is neither a map nor an object with
     * properties. The mapper of the service names the properties.
     */
    @Converter(allowNull = true)
    public static DataFrame toDataFrame(List<?> records, Exchange exchange) {
        ObjectMapping mapping = null;
        List<Map<?, ?>> rows = new ArrayList<>(records.size());
        for (Object record : records) {
            if (record instanceof Map<?, ?> row) {
                rows.add(row);
                continue;
            }
            mapping = mapping == null ? mapping(exchange) : mapping;
            Map<String, Object> properties =
                    record == null ? null : mapping.toMap(record).orElse(null);
            if (properties == null) {
                return null;
            }
            rows.add(properties);
        }
        return DataFrame.ofRows(rows);
    }

    private static ObjectMapping mapping(Exchange exchange) {
        return exchange != null && exchange.getFromEndpoint() instanceof MlbatchServiceEndpoint service
                ? new ObjectMapping(service.getComponent().mapper())
                : ObjectMapping.byDefault();
    }
}
