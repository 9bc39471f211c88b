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
package io.mlbatch.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceContextTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void validHeaders_areKept() {
        assertThat(TraceContext.of(PARENT, "vendor=1,other=2"))
                .hasValueSatisfying(trace -> assertThat(trace.parent()).isEqualTo(PARENT))
                .hasValueSatisfying(trace -> assertThat(trace.state()).contains("vendor=1,other=2"));
    }

    @Test
    void fieldsOfALaterVersion_areDropped() {
        String later = PARENT.replaceFirst("00", "01");

        assertThat(TraceContext.of(later + "-more", null).orElseThrow().parent())
                .isEqualTo(later);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0\n"
            })
    void invalidParent_isIgnored(String parent) {
        assertThat(TraceContext.of(parent, "vendor=1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vendor=1\r\nEvil: 1", "vendor=\u00e9"})
    void invalidState_isIgnored(String state) {
        assertThat(TraceContext.of(PARENT, state).orElseThrow().state()).isEmpty();
        assertThat(TraceContext.of(PARENT, "v=" + "1".repeat(511)).orElseThrow().state())
                .isEmpty();
    }
}
