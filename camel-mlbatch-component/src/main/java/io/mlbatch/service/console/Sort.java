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
package io.mlbatch.service.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.Query;

/**
 * The requested order of a table.
 *
 * @param column the column to sort by; empty for the index of the records
 */
record Sort(Optional<Column> column, boolean descending, Failed failed) {

    enum Failed {
        /** Failed records keep their places. */
        MIXED,
        FIRST,
        /** The table has failed records only. */
        ONLY
    }

    /** @throws ApiException 400 if a parameter has another value */
    static Sort parse(Query query) {
        return new Sort(
                query.text("sort").filter(text -> !text.equals("index")).map(text -> Column.parse("sort", text)),
                choice(query, "order", Direction.ASC) == Direction.DESC,
                choice(query, "failed", Failed.MIXED));
    }

    private enum Direction {
        ASC,
        DESC
    }

    private static <E extends Enum<E>> E choice(Query query, String parameter, E defaultValue) {
        String text = query.text(parameter).orElse(defaultValue.name());
        for (E choice : defaultValue.getDeclaringClass().getEnumConstants()) {
            if (choice.name().equalsIgnoreCase(text)) {
                return choice;
            }
        }
        throw ApiException.badRequest("The parameter " + parameter + " must be one of "
                + String.join(", ", names(defaultValue)) + ", not '" + text + "'");
    }

    private static <E extends Enum<E>> Iterable<String> names(E choice) {
        return Arrays.stream(choice.getDeclaringClass().getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Returns true if the order is known only after all results have been read. */
    boolean needsPass() {
        return column.isPresent() || failed != Failed.MIXED;
    }
}
