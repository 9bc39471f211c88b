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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;

/**
 * Rejects numbers beyond the range of a {@code float} or a {@code byte}, where Jackson returns an infinity or another
 * number. Jackson itself checks the other types.
 */
final class RangeCheckingParser extends JsonParserDelegate {

    RangeCheckingParser(JsonParser parser) {
        super(parser);
    }

    @Override
    public float getFloatValue() throws IOException {
        float value = delegate.getFloatValue();
        if (Float.isInfinite(value) && !isInfinite(delegate.getNumberValue())) {
            throw beyond("a finite float", float.class);
        }
        return value;
    }

    private static boolean isInfinite(Number number) {
        return (number instanceof Double || number instanceof Float) && Double.isInfinite(number.doubleValue());
    }

    @Override
    public byte getByteValue() throws IOException {
        int value = delegate.getIntValue();
        if (value != (byte) value) {
            throw beyond("a byte (-128 to 127)", byte.class);
        }
        return (byte) value;
    }

    private InputCoercionException beyond(String range, Class<?> type) throws IOException {
        return new InputCoercionException(
                this, "the number " + delegate.getNumberValue() + " is not " + range, currentToken(), type);
    }
}
