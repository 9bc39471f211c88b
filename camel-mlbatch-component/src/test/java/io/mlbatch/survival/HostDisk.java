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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.sqlite.SQLiteDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The data of a host on disk.
 *
 * @param totals how many records each accepted execution has
 * @param results those that are stored
 * @param half uploads that have begun and not been accepted
 * @param unended executions that have all results and have not been told that they are at their end
 * @param garbage executions that are deleted and not swept yet
 * @param parts files that are not whole
 */
record HostDisk(Map<String, Integer> totals, Set<Computed> results, int half, int unended, int garbage, int parts) {

    private static final String DATABASE = "executions.db";
    private static final String RESULTS_OF_A_ROW = "COALESCE(LENGTH(lengths) / 4, 1)";

    /**
     * Reads the data of a dead host from a copy, because reading repairs the database, which the next host shall do.
     */
    static HostDisk ofDead(Path data, Path copy) throws IOException, SQLException {
        Files.createDirectories(copy);
        for (String name : new String[] {DATABASE, DATABASE + "-wal"}) {
            Files.deleteIfExists(copy.resolve(name));
            if (Files.exists(data.resolve(name))) {
                Files.copy(data.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return read(copy.resolve(DATABASE), data.resolve("artifacts"));
    }

    /** Of a host that is running. */
    static HostDisk ofLiving(Path data) throws IOException, SQLException {
        return read(data.resolve(DATABASE), data.resolve("artifacts"));
    }

    private static HostDisk read(Path file, Path artifacts) throws IOException, SQLException {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (count(statement, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'mlbatch_execution'") == 0) {
                return new HostDisk(Map.of(), Set.of(), 0, 0, 0, parts(artifacts));
            }
            return new HostDisk(
                    totals(statement),
                    results(statement),
                    count(statement, "SELECT COUNT(*) FROM mlbatch_execution WHERE total IS NULL"),
                    count(
                            statement,
                            "SELECT COUNT(*) FROM mlbatch_execution WHERE finished IS NULL AND total ="
                                    + " (SELECT SUM(" + RESULTS_OF_A_ROW
                                    + ") FROM mlbatch_result WHERE execution_no = no)"),
                    count(
                            statement,
                            "SELECT COUNT(DISTINCT execution_no) FROM (SELECT execution_no FROM mlbatch_record"
                                    + " UNION ALL SELECT execution_no FROM mlbatch_result)"
                                    + " WHERE execution_no NOT IN (SELECT no FROM mlbatch_execution)"),
                    parts(artifacts));
        }
    }

    private static int count(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Map<String, Integer> totals(Statement statement) throws SQLException {
        Map<String, Integer> totals = new HashMap<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT id, total FROM mlbatch_execution WHERE total IS NOT NULL")) {
            while (rows.next()) {
                totals.put(rows.getString(1), rows.getInt(2));
            }
        }
        return totals;
    }

    private static Set<Computed> results(Statement statement) throws SQLException {
        Set<Computed> results = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT id, item, " + RESULTS_OF_A_ROW
                + " FROM mlbatch_result JOIN mlbatch_execution" + " ON no = execution_no")) {
            while (rows.next()) {
                int first = rows.getInt(2);
                for (int index = first; index < first + rows.getInt(3); index++) {
                    Computed result = new Computed(rows.getString(1), index);
                    assertThat(results.add(result))
                            .as("%s is stored once", result)
                            .isTrue();
                }
            }
        }
        return results;
    }

    /** The names of all files among the artifacts, which may appear and disappear meanwhile. */
    static List<String> files(Path artifacts) {
        return names(artifacts.toFile())
                .flatMap(execution -> names(new File(artifacts.toFile(), execution)))
                .toList();
    }

    private static Stream<String> names(File folder) {
        String[] names = folder.list();
        return names == null ? Stream.empty() : Stream.of(names);
    }

    private static int parts(Path artifacts) {
        return (int)
                files(artifacts).stream().filter(name -> name.endsWith(".part")).count();
    }
}
