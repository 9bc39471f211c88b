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
package io.mlbatch.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.docs.generator.CatalogSchema;
import io.mlbatch.docs.generator.OptionTables;

import static org.assertj.core.api.Assertions.assertThat;

class OptionTablesTest {

    private static OptionTables tables(String json) throws IOException {
        return new OptionTables(CatalogSchema.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static OptionTables option(String fields) throws IOException {
        return tables("""
                {"component":{"title":"Some"},
                 "componentProperties":{"it":{"index":0,"kind":"property","group":"common","label":"",%s}}}
                """.formatted(fields));
    }

    @Test
    void option_isARowWithGroupDefaultAndSimpleType() throws IOException {
        assertThat(option("\"description\":\"How many.\",\"defaultValue\":10,\"javaType\":\"int\"")
                        .componentOptions())
                .isEqualTo("""
                        == Component Options

                        The Some component supports 1 options, which are listed below.

                        [width="100%",cols="2,5,^1,2",options="header"]
                        |===
                        | Name | Description | Default | Type
                        | *it* (common) | How many. | `+10+` | int
                        |===
                        """);
    }

    @Test
    void pipesAndLineEnds_doNotBreakTheTable() throws IOException {
        assertThat(option("\"description\":\"a|b\\n  c\",\"defaultValue\":\"|\",\"javaType\":\"int\"")
                        .componentOptions())
                .contains("| *it* (common) | a\\|b c | `+\\|+` | int\n");
    }

    @Test
    void valuesOfAnEnum_areListed() throws IOException {
        assertThat(option("\"description\":\"Which.\",\"javaType\":\"io.mlbatch.Some\",\"enum\":[\"a\",\"b\"]")
                        .componentOptions())
                .contains("| *it* (common) | Which. +\nEnum values: `+a+`, `+b+` |  | Some\n");
    }

    @Test
    void requiredDeprecatedAutowiredAndSecretOptions_areMarked() throws IOException {
        assertThat(option("\"description\":\"D.\",\"required\":true,\"secret\":true,\"javaType\":\"java.lang.String\"")
                        .componentOptions())
                .contains("| *it* (common) | *Required* *Secret* D. |  | String\n");
        assertThat(option("\"description\":\"D.\",\"deprecated\":true,\"autowired\":true,\"javaType\":\"A\"")
                        .componentOptions())
                .contains("| *Deprecated* *Autowired* D. |");
    }

    @ParameterizedTest
    @CsvSource({
        "'consumer,advanced', consumer (advanced), (consumer (advanced))",
        "'producer,security', producer, '(producer, security)'",
        "'producer,advanced', scheduler, '(scheduler, advanced)'",
        "security, security, (security)"
    })
    void advancedAndSecurityOptions_areMarkedInEveryGroup(String label, String group, String shown) throws IOException {
        String json = """
                {"component":{},"properties":{"it":{"index":0,"kind":"parameter","group":"%s","label":"%s"}}}
                """;

        assertThat(tables(json.formatted(group, label)).endpointOptions()).contains("| *it* " + shown + " |");
    }

    @ParameterizedTest
    @CsvSource({
        "duration, long, duration",
        "object, 'java.util.Map<java.lang.String, java.lang.Object>', 'Map<String, Object>'",
        "object, org.apache.camel.spi.IdempotentRepository, IdempotentRepository"
    })
    void type_isASimpleNameOrDuration(String type, String javaType, String shown) throws IOException {
        assertThat(option("\"type\":\"%s\",\"javaType\":\"%s\"".formatted(type, javaType))
                        .componentOptions())
                .contains("|  | " + shown + "\n");
    }

    @Test
    void options_areOrderedByIndexWithPathParametersApart() throws IOException {
        assertThat(tables("""
                        {"component":{"title":"Some","syntax":"some:name"},
                         "properties":{
                           "late":{"index":10,"kind":"parameter","group":"b"},
                           "early":{"index":9,"kind":"parameter","group":"a"},
                           "name":{"index":0,"kind":"path","group":"a"}}}
                        """).endpointOptions())
                .containsSubsequence(
                        "some:name",
                        "=== Path Parameters (1 parameters)",
                        "*name*",
                        "=== Query Parameters (2 parameters)",
                        "*early*",
                        "*late*");
    }

    @Test
    void header_namesItsConstant() throws IOException {
        assertThat(tables("""
                        {"component":{"title":"Some"},
                         "headers":{"CamelIt":{"index":0,"kind":"header","group":"producer","javaType":"Integer",
                                               "description":"It.","constantName":"io.mlbatch.camel.Constants#IT"}}}
                        """).headers())
                .contains("supports 1 message headers")
                .contains("| *CamelIt* (producer) +\n`Constants#IT` | It. |  | Integer\n");
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, Only consumer is supported",
        "false, true, Only producer is supported",
        "false, false, Both producer and consumer are supported"
    })
    void headerOfThePage_namesTheSupportedDirections(boolean consumer, boolean producer, String shown)
            throws IOException {
        String json = "{\"component\":{\"title\":\"Some\",\"consumerOnly\":%s,\"producerOnly\":%s}}";

        assertThat(tables(json.formatted(consumer, producer)).header())
                .startsWith("= Some Component\n")
                .endsWith(":component-header: " + shown + "\n");
    }
}
