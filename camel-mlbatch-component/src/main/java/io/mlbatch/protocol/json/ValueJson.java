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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.TreeNode;

import io.mlbatch.protocol.Values;

/** Converts values of any shape to JSON text, and from Jackson's trees. */
public final class ValueJson {

    private ValueJson() {}

    /**
     * Returns a value as JSON. NaN and the infinities, for which JSON has no numbers, are the texts that R's servers
     * send.
     *
     * @throws IllegalArgumentException for a class that has no JSON form
     */
    public static String write(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Returns a value as JSON in UTF-8, see {@link #write}. */
    public static byte[] bytes(Object value) {
        return Json.bytes(generator -> Json.writeValue(generator, value));
    }

    /** Returns whether a value is a tree of Jackson's ({@code JsonNode}). */
    public static boolean isTree(Object value) {
        return !Values.isPlain(value) && value instanceof TreeNode;
    }

    /**
     * Returns a tree of Jackson's ({@code JsonNode}) as maps, lists and single values, and any other value unchanged.
     * Needs Jackson's streaming API only.
     */
    public static Object withoutTree(Object value) {
        if (!(value instanceof TreeNode tree)) {
            return value;
        }
        try (JsonParser parser = tree.traverse()) {
            return parser.nextToken() == null ? null : Json.value(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
