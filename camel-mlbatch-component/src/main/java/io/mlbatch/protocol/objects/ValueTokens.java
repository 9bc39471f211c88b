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
package io.mlbatch.protocol.objects;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.util.TokenBuffer;

/** Writes the Java forms of values as tokens, independent of the settings of a mapper. {@code NaN} stays a number. */
public final class ValueTokens {

    private ValueTokens() {}

    /** Writes a value: a map, a list, a number, a logical, {@code null}, or the text of any other value. */
    public static void write(TokenBuffer tokens, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            tokens.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                tokens.writeFieldName(String.valueOf(field.getKey()));
                write(tokens, field.getValue());
            }
            tokens.writeEndObject();
        } else if (value instanceof List<?> list) {
            tokens.writeStartArray();
            for (Object element : list) {
                write(tokens, element);
            }
            tokens.writeEndArray();
        } else if (value instanceof Number number) {
            writeNumber(tokens, number);
        } else if (value instanceof Boolean logical) {
            tokens.writeBoolean(logical);
        } else if (value == null) {
            tokens.writeNull();
        } else {
            tokens.writeString(value.toString());
        }
    }

    private static void writeNumber(TokenBuffer tokens, Number number) throws IOException {
        if (number instanceof Integer) {
            tokens.writeNumber(number.intValue());
        } else if (number instanceof Long) {
            tokens.writeNumber(number.longValue());
        } else if (number instanceof BigInteger whole) {
            tokens.writeNumber(whole);
        } else if (number instanceof BigDecimal decimal) {
            tokens.writeNumber(decimal);
        } else {
            tokens.writeNumber(number.doubleValue());
        }
    }
}
