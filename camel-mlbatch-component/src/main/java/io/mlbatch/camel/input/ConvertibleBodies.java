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
package io.mlbatch.camel.input;

import java.io.InputStream;

import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;

/** Bodies of classes that only Camel's type converters can read, such as the buffers of other libraries. */
public final class ConvertibleBodies {

    private ConvertibleBodies() {}

    /**
     * Converts a body to a stream if Camel has a type converter for its class, else returns {@code null}. Does not use
     * the fallback converters for any class, which would convert the application's own objects to text.
     */
    public static InputStream toStream(Exchange exchange, Object body) {
        TypeConverter converter =
                exchange.getContext().getTypeConverterRegistry().lookup(InputStream.class, body.getClass());
        return converter == null ? null : converter.tryConvertTo(InputStream.class, exchange, body);
    }
}
