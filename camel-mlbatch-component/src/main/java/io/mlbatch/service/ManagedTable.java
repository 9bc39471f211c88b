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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.json.ExecutionSummaryJson;
import io.mlbatch.service.store.StoreSize;

/** Tables that JMX clients can show without classes of this library. */
final class ManagedTable {

    private static final Map<String, SimpleType<?>> EXECUTION = columns(
            Map.of("completedItemCount", SimpleType.INTEGER, "failedItemCount", SimpleType.INTEGER),
            Map.of("totalItemCount", SimpleType.INTEGER, "parallelCount", SimpleType.INTEGER),
            Map.of("bytes", SimpleType.LONG, "sequence", SimpleType.LONG),
            Map.of("name", SimpleType.STRING, "version", SimpleType.STRING, "batchExecutionId", SimpleType.STRING),
            Map.of("state", SimpleType.STRING, "owner", SimpleType.STRING),
            Map.of("created", SimpleType.STRING, "finished", SimpleType.STRING));

    private static final Map<String, SimpleType<?>> USER =
            columns(Map.of("user", SimpleType.STRING, "executions", SimpleType.INTEGER, "bytes", SimpleType.LONG));

    private ManagedTable() {}

    @SafeVarargs
    private static Map<String, SimpleType<?>> columns(Map<String, SimpleType<?>>... parts) {
        Map<String, SimpleType<?>> columns = new LinkedHashMap<>();
        for (Map<String, SimpleType<?>> part : parts) {
            columns.putAll(part);
        }
        return columns;
    }

    /** Returns a table whose key is the execution id. */
    static TabularData ofExecutions(List<ExecutionSummary> executions) {
        return table(
                "execution",
                "batchExecutionId",
                EXECUTION,
                executions.stream().map(ExecutionSummaryJson::fields).toList());
    }

    /** Returns a table with the executions and bytes of each user. */
    static TabularData ofUsers(Map<String, StoreSize> sizes) {
        return table(
                "user",
                "user",
                USER,
                sizes.entrySet().stream()
                        .<Map<String, Object>>map(user -> Map.of(
                                "user", user.getKey(),
                                "executions", user.getValue().executions(),
                                "bytes", user.getValue().bytes()))
                        .toList());
    }

    private static TabularData table(
            String name, String key, Map<String, SimpleType<?>> columns, List<Map<String, Object>> rows) {
        String[] names = columns.keySet().toArray(new String[0]);
        try {
            CompositeType type =
                    new CompositeType(name, name, names, names, columns.values().toArray(new OpenType<?>[0]));
            TabularData table = new TabularDataSupport(new TabularType(name, name, type, new String[] {key}));
            for (Map<String, Object> row : rows) {
                table.put(new CompositeDataSupport(type, row));
            }
            return table;
        } catch (OpenDataException e) {
            throw new IllegalStateException("The table of JMX has a column without a value", e);
        }
    }
}
