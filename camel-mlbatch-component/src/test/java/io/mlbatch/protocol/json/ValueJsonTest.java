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

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ValueJsonTest {

    @Test
    void nonFiniteNumbers_areWrittenAsTheServersTexts() {
        assertThat(ValueJson.write(Arrays.asList(1, 0.5, Double.NaN, "é", null)))
                .isEqualTo("[1,0.5,\"NaN\",\"é\",null]");
    }

    @Test
    void valueWithoutAJsonForm_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueJson.write(Thread.State.class))
                .withMessage("A value of java.lang.Class has no JSON form");
    }
}
