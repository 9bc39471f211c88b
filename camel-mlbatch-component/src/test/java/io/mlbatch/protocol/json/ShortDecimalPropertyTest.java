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
import java.io.StringWriter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import static org.assertj.core.api.Assertions.assertThat;

class ShortDecimalPropertyTest {

    @Property
    void anyDouble_isWrittenExactlyOrNotAtAll(@ForAll double value) throws IOException {
        String text = written(value);

        assertThat(text.isEmpty() || Double.parseDouble(text) == value).isTrue();
    }

    @Property
    void shortDecimal_isWrittenInItsShortestForm(
            @ForAll @LongRange(min = -9_999_999_999L, max = 9_999_999_999L) long thousandths) throws IOException {
        double value = thousandths / 1000.0;

        // Java writes numbers below 0.001 and from ten million on with an exponent
        if (Math.abs(value) >= 0.001 && Math.abs(value) < 1e7) {
            assertThat(written(value)).isEqualTo(Double.toString(value));
        }
    }

    @Property
    void wholeDouble_keepsItsFraction(@ForAll @LongRange(min = 1, max = 999_999_999_999L) long whole)
            throws IOException {
        assertThat(written(whole)).isEqualTo(whole + ".0");
        assertThat(written(-whole)).isEqualTo("-" + whole + ".0");
    }

    private static String written(double value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            assertThat(new ShortDecimal().write(generator, value)).isEqualTo(generator.getOutputBuffered() > 0);
        }
        return text.toString();
    }
}
