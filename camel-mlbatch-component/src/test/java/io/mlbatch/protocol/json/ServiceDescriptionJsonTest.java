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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.DescriptionBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServiceDescriptionJsonTest {

    private static final String TX = """
            {"name":"TxService","version":"1.0","versionPublishedBy":"admin",
             "creationTime":"2017-10-05T22:49:33.7832679","snapshotId":"b8b0","runtimeType":"R","initCode":"library(x)",
             "code":"answer <- 1","description":"Scores","operationId":"score",
             "inputParameterDefinitions":[{"name":"hp","type":"numeric"},{"name":"wt","type":"data.frame"}],
             "outputParameterDefinitions":[{"name":"answer","type":"integer"}],
             "outputFileNames":["answer.csv"],"myPermissionOnService":"read/write"}""";

    private static final ServiceDescription DESCRIPTION = new ServiceDescription(
            new ServiceId("TxService", "1.0"),
            "admin",
            "2017-10-05T22:49:33.7832679",
            "b8b0",
            "R",
            "library(x)",
            "answer <- 1",
            "Scores",
            "score",
            List.of(new Parameter("hp", ParameterType.NUMERIC), new Parameter("wt", ParameterType.DATA_FRAME)),
            List.of(new Parameter("answer", ParameterType.INTEGER)),
            List.of("answer.csv"),
            "read/write");

    private static final ServiceDescription BARE = DescriptionBuilder.bare("Bare", "2");

    private static List<ServiceDescription> read(String text) throws IOException {
        return ServiceDescriptionJson.read(Texts.stream(text));
    }

    @Test
    void everyField_isRead() throws IOException {
        assertThat(read("[" + TX + ",{\"name\":\"Bare\",\"version\":\"2\"}]")).containsExactly(DESCRIPTION, BARE);
    }

    @Test
    void singleObject_isOneDescription_andNullIsEmpty() throws IOException {
        assertThat(read(TX)).containsExactly(DESCRIPTION);
        assertThat(read("null")).isEmpty();
        assertThat(read("[]")).isEmpty();
    }

    @Test
    void writtenDescriptions_areReadBack() throws IOException {
        List<ServiceDescription> descriptions = List.of(DESCRIPTION, BARE);

        assertThat(read(Texts.text(ServiceDescriptionJson.write(descriptions)))).isEqualTo(descriptions);
    }

    @Test
    void writtenDescription_omitsUnknownFields() {
        assertThat(Texts.text(ServiceDescriptionJson.write(List.of(BARE))))
                .isEqualTo("[{\"name\":\"Bare\",\"version\":\"2\",\"inputParameterDefinitions\":[],"
                        + "\"outputParameterDefinitions\":[],\"outputFileNames\":[]}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"version\":\"1.0\"}] | the service description: The service name is missing",
                "[{\"name\":\"a\"}] | the service description: The service version is missing",
                "[{\"name\":\"a/b\",\"version\":\"1\"}] | the service description: "
                        + "The service name 'a/b' has a character that is not allowed",
                "[null] | the service description: expected an object, found null at line 1, column 2",
                "7 | the service description: expected an array, found a number at line 1, column 1",
                "[{\"inputParameterDefinitions\":7}] | "
                        + "the service description: expected an array, found a number at line 1, column 31",
                "[{\"inputParameterDefinitions\":[\"hp\"]}] | "
                        + "the service description: expected an object, found a text at line 1, column 32",
                "[{\"outputParameterDefinitions\":[{\"type\":\"numeric\"}]}] | "
                        + "the service description has a parameter without a name",
                "`` | the service description is empty",
            })
    void otherDocument_isMalformed_withTheReason(String text, String message) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessage(message);
    }
}
