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
package io.mlbatch.camel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;

import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Runs the YAML example of each operation. */
class OperationExamplesTest extends MlbatchTestSupport {

    @TempDir
    private Path folder;

    @BeforeEach
    void loadTheExamples() throws Exception {
        server.accepts("e1").holds("e1", "e2").isAt("e1", "Complete", 1, 1).deletes("e1");
        server.hasFiles("e1", 0, "[\"answer.csv\"]").hasFile("e1", 0, "answer.csv", "0.5");
        server.post(SERVICE, json("{\"success\":true,\"outputParameters\":{\"answer\":{\"am_Pred\":[0.5]}}}"));
        server.get(SERVICE + "/swagger.json", json("{\"swagger\":\"2.0\"}"));
        Properties properties = new Properties();
        properties.setProperty("out", folder.toString());
        camel.getPropertiesComponent().setInitialProperties(properties);
        MlbatchConfiguration configuration =
                camel.getComponent("mlbatch", MlbatchComponent.class).getConfiguration();
        configuration.setServerUrl(server.url());
        configuration.setInitialDelay(1);
        Resource examples = ResourceHelper.resolveMandatoryResource(camel, "classpath:operations/operations.yaml");
        PluginHelper.getRoutesLoader(camel).loadRoutes(examples);
    }

    private Exchange run(MlbatchOperation operation) {
        return request("direct:" + operation, ONE_RECORD, execution("e1"));
    }

    private Object body(MlbatchOperation operation) {
        return run(operation).getMessage().getBody();
    }

    @ParameterizedTest
    @EnumSource
    void everyOperation_hasAnExampleThatRuns(MlbatchOperation operation) {
        assertThat(camel.getEndpoints().stream()
                        .filter(MlbatchEndpoint.class::isInstance)
                        .map(endpoint ->
                                ((MlbatchEndpoint) endpoint).getConfiguration().getOperation()))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(MlbatchOperation.values()));

        assertThat(run(operation).getException()).isNull();
    }

    @Test
    void examples_produceTheDocumentedBodies() {
        assertThat(body(MlbatchOperation.start)).isEqualTo("e1");
        assertThat(body(MlbatchOperation.list)).isEqualTo(List.of("e1", "e2"));
        assertThat(body(MlbatchOperation.listArtifacts)).isEqualTo(List.of("answer.csv"));
        assertThat(body(MlbatchOperation.capabilities)).isInstanceOf(ServiceDescription.class);
        assertThat(body(MlbatchOperation.consume)).isInstanceOf(ServiceResponse.class);
        assertThat(run(MlbatchOperation.cancel).getMessage().getHeader(MlbatchConstants.CANCELLED))
                .isEqualTo(true);
        assertThat(body(MlbatchOperation.download))
                .isEqualTo(List.of(folder.resolve("files/0/answer.csv").toString()));
    }

    @Test
    void examplesOfFiles_writeThem() {
        run(MlbatchOperation.execute);
        run(MlbatchOperation.artifact);
        run(MlbatchOperation.swagger);

        assertThat(folder.resolve("scores.csv"))
                .content()
                .isEqualTo("index,success,error,answer.am_Pred\r\n0,TRUE,,0.0\r\n");
        assertThat(folder.resolve("answer.csv")).hasContent("0.5");
        assertThat(folder.resolve("swagger.json")).hasContent("{\"swagger\":\"2.0\"}");
    }
}
