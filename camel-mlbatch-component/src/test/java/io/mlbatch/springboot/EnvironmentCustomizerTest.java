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
package io.mlbatch.springboot;

import java.util.HashMap;
import java.util.Map;

import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.mlbatch.camel.EmitMode;
import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.service.MlbatchServiceComponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EnvironmentCustomizerTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final StandardEnvironment environment = new StandardEnvironment();
    private final Map<String, Object> properties = new HashMap<>();
    private final Map<String, Object> variables = new HashMap<>();

    @BeforeEach
    void attach() {
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addLast(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        environment.getPropertySources().addLast(new MapPropertySource("application", properties));
        ConfigurationPropertySources.attach(environment);
    }

    @AfterEach
    void close() throws Exception {
        camel.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-concurrent-polls", "maxConcurrentPolls", "max_concurrent_polls", "MAXCONCURRENTPOLLS"})
    void option_isSetInEverySpelling(String spelling) {
        properties.put("camel.component.mlbatch." + spelling, "3");

        assertThat(client().getMaxConcurrentPolls()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"CAMEL_COMPONENT_MLBATCH_SERVERURL", "CAMEL_COMPONENT_MLBATCH_SERVER_URL"})
    void environmentVariable_overridesTheFile(String variable) {
        properties.put("camel.component.mlbatch.serverUrl", "http://file");
        variables.put(variable, "http://variable");

        assertThat(client().getConfiguration().getServerUrl()).isEqualTo("http://variable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAMEL_COMPONENT_MLBATCHSERVICE_USERNAME", "CAMEL_COMPONENT_MLBATCH_SERVICE_USERNAME"})
    void environmentVariableOfTheHost_doesNotSetTheClient(String variable) {
        variables.put(variable, "anna");

        assertThat(host().getUsername()).isEqualTo("anna");
        assertThat(client().getConfiguration().getUsername()).isNull();
    }

    @Test
    void optionOfTheConfiguration_isSetWithItsNameAndWithout() {
        properties.put("camel.component.mlbatch.emit", "item");
        properties.put("camel.component.mlbatch.configuration.max-delay", "1m");

        MlbatchComponent client = client();

        assertThat(client.getConfiguration().getEmit()).isEqualTo(EmitMode.item);
        assertThat(client.getConfiguration().getMaxDelay()).isEqualTo(60_000);
    }

    @Test
    void entriesOfAMap_keepTheirNames() {
        properties.put("camel.component.mlbatch.http-options.connectTimeout", "2000");
        properties.put("camel.component.mlbatch.http-options.clientConfig.x", "{{twice}}");
        properties.put("twice", "unused");
        camel.getPropertiesComponent().addInitialProperty("twice", "2");

        assertThat(client().getConfiguration().getHttpOptions())
                .containsOnly(Map.entry("connectTimeout", "2000"), Map.entry("clientConfig.x", "2"));
    }

    @Test
    void values_areThoseOfCamel() {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        camel.getRegistry().bind("emitted", repository);
        camel.getPropertiesComponent().addInitialProperty("secret", "camels");
        properties.put("springs", "anna");
        properties.put("camel.component.mlbatch.idempotent-repository", "#bean:emitted");
        properties.put("camel.component.mlbatch.username", "${springs}");
        properties.put("camel.component.mlbatch.password", "{{secret}}");
        properties.put("camel.component.mlbatch-service.retention", "2d");

        assertThat(client().getConfiguration().getIdempotentRepository()).isSameAs(repository);
        assertThat(client().getConfiguration().getUsername()).isEqualTo("anna");
        assertThat(client().getConfiguration().getPassword()).isEqualTo("camels");
        assertThat(host().getRetention()).isEqualTo(2 * 86_400_000L);
    }

    @Test
    void passwordWithAHash_isNotAReference() {
        properties.put("camel.component.mlbatch.password", "#1-secret");

        assertThat(client().getConfiguration().getPassword()).isEqualTo("#1-secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pasword", "configuration.pasword", "configuration", "service.username", "username.x"})
    void unknownName_isReportedWithoutItsValue(String name) {
        properties.put("camel.component.mlbatch." + name, "s3cret");

        assertThatIllegalArgumentException()
                .isThrownBy(this::client)
                .withMessageContaining("camel.component.mlbatch." + name)
                .withMessageNotContaining("s3cret");
    }

    @Test
    void valueOfAnotherType_isReportedWithItsProperty() {
        properties.put("camel.component.mlbatch-service.max-records", "many");

        assertThatIllegalArgumentException()
                .isThrownBy(this::host)
                .withMessageContaining("The property camel.component.mlbatch-service.max-records: ");
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.enabled, false, '', false",
        "camel.component.mlbatch.enabled, false, '', false",
        "camel.component.customizer.enabled, false, '', false",
        "camel.component.mlbatch.customizer.enabled, false, '', false",
        "camel.component.enabled, false, camel.component.mlbatch.enabled, true",
        "camel.component.mlbatch-service.enabled, false, '', true"
    })
    void switchesOfCamelsStarters_apply(String off, boolean value, String on, boolean enabled) {
        properties.put(off, value);
        if (!on.isEmpty()) {
            properties.put(on, true);
        }

        assertThat(clients().isEnabled("mlbatch", new MlbatchComponent())).isEqualTo(enabled);
        assertThat(clients().isEnabled("mlbatch-service", new MlbatchServiceComponent()))
                .isFalse();
    }

    private EnvironmentCustomizer clients() {
        return new EnvironmentCustomizer(environment, "mlbatch", MlbatchComponent.class);
    }

    private MlbatchComponent client() {
        return customized(clients(), "mlbatch", new MlbatchComponent());
    }

    private MlbatchServiceComponent host() {
        EnvironmentCustomizer hosts =
                new EnvironmentCustomizer(environment, "mlbatch-service", MlbatchServiceComponent.class);
        return customized(hosts, "mlbatch-service", new MlbatchServiceComponent());
    }

    private <T extends Component> T customized(EnvironmentCustomizer customizer, String name, T component) {
        component.setCamelContext(camel);
        customizer.configure(name, component);
        return component;
    }
}
