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

import java.util.Locale;

import io.mlbatch.service.http.api.ApiException;

/**
 * A column of the table of an execution. A column of a data frame has both names, as in {@code answer.am_Pred}.
 *
 * @param kind distinguishes an input from an output of the same name
 */
record Column(Kind kind, String name) {

    enum Kind {
        INPUT,
        OUTPUT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the form {@code input:NAME} or {@code output:NAME}.
     *
     * @throws ApiException 400 for any other text
     */
    static Column parse(String parameter, String text) {
        for (Kind kind : Kind.values()) {
            String prefix = kind.wireName() + ":";
            if (text.startsWith(prefix) && text.length() > prefix.length()) {
                return new Column(kind, text.substring(prefix.length()));
            }
        }
        throw ApiException.badRequest(
                "The parameter " + parameter + " must be input:NAME or output:NAME, not '" + text + "'");
    }
}
