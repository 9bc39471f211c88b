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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.Endpoint;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.server.CamelHttp;
import io.mlbatch.camel.server.ServerSettings;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.waiting.BatchWaiter;
import io.mlbatch.client.waiting.MonotonicClock;
import io.mlbatch.client.waiting.Poller;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.client.waiting.WaitPolicy;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.Samples;
import io.mlbatch.testing.http.StubServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class MlbatchComponentTest {

    private final VirtualTime time = new VirtualTime();
    private final Timers timers = new Timers(time, time);

    @RegisterExtension
    private final StubServer server = new StubServer();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void startCamel() {
        camel.start();
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mlbatch:TxService/1.0?paralelCount=3      | Unknown parameters=[{paralelCount=3}]",
                "mlbatch:TxService/1.0?operation=stat      | Unknown operation 'stat': it is one of [start, execute, results, cancel, list, listArtifacts, artifact, download, capabilities, consume, swagger]",
                "mlbatch:TxService/1.0?emit=all            | Unknown emit 'all': it is one of [batch, item, artifact, progress]",
                "mlbatch:TxService/1.0?fileExist=Rename     | Unknown fileExist 'Rename': it is one of [Override, Append, Fail, Ignore, Move, TryRename]",
                "mlbatch:TxService/1.0?fileExist=Move       | fileExist=Move needs moveExisting",
                "mlbatch:TxService/1.0?parallelCount=many  | parallelCount must be a whole number, not 'many'",
                "mlbatch:TxService/1.0?delay=abc            | delay must be a number of milliseconds or a duration such as 500ms, 5s or 1h30m, not 'abc'",
                "mlbatch:TxService/1.0?waitTimeout=1 week   | waitTimeout must be a number of milliseconds or a duration such as 500ms, 5s or 1h30m, not '1 week'",
                "mlbatch:TxService/1.0?autoCreate=maybe     | autoCreate must be true or false, not 'maybe'",
                "mlbatch:TxService/1.0?http.connectTimeout=soon | http.connectTimeout must be a number of milliseconds or a duration such as 500ms, 5s or 1h30m, not 'soon'",
                "mlbatch:TxService                         | A service is given as name/version, like TxService/1.0, not as 'TxService'",
                "mlbatch:TxService/1.0?username=u          | username and password go together: password is missing",
                "mlbatch:TxService/1.0?password=p          | username and password go together: username is missing",
                "mlbatch:TxService/1.0?username=u&password=p&accessToken=t | accessToken excludes username and password",
                "mlbatch:TxService/1.0?serverUrl=ftp://host | serverUrl must be like http://host:12800",
                "mlbatch:TxService/1.0?serverUrl=localhost  | serverUrl must be like http://host:12800",
                "mlbatch:TxService/1.0?parallelCount=0      | parallelCount must be 1 or more, not 0",
                "mlbatch:TxService/1.0?delay=0              | delay must be more than zero, not 0 ms",
                "mlbatch:TxService/1.0?delay=5s&maxDelay=2s | maxDelay must be at least delay, which is 5000 ms, not 2000 ms",
                "mlbatch:TxService/1.0?csvDelimiter=::      | csvDelimiter must be one character, tab, space, or auto, not '::'",
                "mlbatch:TxService/1.0?csvQuote=no          | csvQuote must be one character, tab, space, or none, not 'no'",
                "mlbatch:TxService/1.0?csvDecimal=;         | csvDecimal must be a point or a comma, not ';'",
                "mlbatch:TxService/1.0?csvDelimiter=;&csvQuote=; | csvQuote=;: delimiter and quote must differ, both are ';'",
                "mlbatch:TxService/1.0?csvDelimiter=,&csvDecimal=, | csvDelimiter=,, csvDecimal=,, csvQuote=\": delimiter and decimal must differ, both are ','",
                "mlbatch:TxService/1.0?csvQuote=,&csvDecimal=, | quote and decimal must differ, both are ','",
                "mlbatch:TxService/1.0?charset=latin-99     | charset 'latin-99' is unknown",
                "mlbatch:TxService/1.0?columns=hp,wt=weight | columns must be input=column pairs separated by commas, not 'hp,wt=weight'",
                "mlbatch:TxService/1.0?columns=hp=a,hp=b    | columns names the input 'hp' twice",
                "mlbatch:TxService/1.0?http.conectTimeout=5 | Unknown option http.conectTimeout",
            })
    void invalidOption_isNamedInAnErrorAtTheStart(String uri, String message) {
        assertThatThrownBy(() -> camel.getEndpoint(uri)).satisfies(e -> {
            StringBuilder messages = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                messages.append(cause.getMessage()).append('\n');
            }
            assertThat(messages.toString()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://host, http://host",
        "Https://host/, https://host",
        "http://host/mls//, http://host/mls",
        "' http://host:12800/ ', http://host:12800",
    })
    void urlOfAServer_isReadAsItIsMeant(String given, String expected) {
        MlbatchConfiguration configuration = new MlbatchConfiguration();
        configuration.setServerUrl(given);

        assertThat(configuration.serverSettings().baseUrl()).hasToString(expected);
    }

    @Test
    void serverWhoseSchemeIsInCapitals_isReached() {
        server.holds("e1");
        String uri =
                "mlbatch:TxService/1.0?operation=list&serverUrl=" + server.url().replace("http:", "HTTP:") + "//";

        assertThat(camel.createProducerTemplate().requestBody(uri, (Object) null))
                .isEqualTo(List.of("e1"));
    }

    @Test
    void httpTimeouts_takeTextsWithUnits() throws Exception {
        ServerSettings settings = camel.getEndpoint(
                        "mlbatch:TxService/1.0?http.connectTimeout=5s&http.responseTimeout=2m&serverUrl="
                                + server.url(),
                        MlbatchEndpoint.class)
                .getConfiguration()
                .serverSettings();

        var http = CamelHttp.create(camel, settings, timers);

        assertThat(http.getConnectTimeout()).isEqualTo(5000);
        assertThat(http.getResponseTimeout()).isEqualTo(120_000);
        http.stop();
    }

    @ParameterizedTest
    @CsvSource({"maxConcurrentPolls, 0, 1", "spoolThreshold, -1, 0", "maxSpoolSize, 0, 1"})
    void componentLimitBelowItsLeastValue_isAnErrorThatNamesTheOption(String option, String value, int least) {
        MlbatchComponent component = new MlbatchComponent();
        PropertyBindingSupport.build().bind(camel, component, option, value);
        component.setCamelContext(camel);

        assertThatThrownBy(component::start)
                .hasStackTraceContaining(option + " must be " + least + " or more, not " + value);
        component.stop();
    }

    @Test
    void componentThatCannotStart_stopsWithoutAnErrorOfItsOwn() {
        MlbatchComponent component = new MlbatchComponent();
        component.setSpoolDirectory("/nowhere/at/all");
        try (DefaultCamelContext failing = new DefaultCamelContext();
                CapturedLog log = new CapturedLog()) {
            failing.addComponent("mlbatch", component);
            assertThatThrownBy(failing::start)
                    .hasStackTraceContaining("spoolDirectory is not a folder: '/nowhere/at/all'");
            failing.stop();

            assertThat(log.text()).doesNotContain("executorService must be specified");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nonTerminalStates_areAnError() {
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mlbatch:TxService/1.0?states=complete,pending").to("mock:x");
                    }
                }))
                .hasMessageContaining("states must be terminal");
    }

    @Test
    void delays_acceptUnits() {
        MlbatchEndpoint endpoint = camel.getEndpoint(
                "mlbatch:TxService/1.0?initialDelay=2s&delay=3s&maxDelay=1m&waitTimeout=1h", MlbatchEndpoint.class);

        assertThat(endpoint.getConfiguration().getInitialDelay()).isEqualTo(2000);
        assertThat(endpoint.getConfiguration().getDelay()).isEqualTo(3000);
        assertThat(endpoint.getConfiguration().getMaxDelay()).isEqualTo(60_000);
        assertThat(endpoint.getConfiguration().getWaitTimeout()).isEqualTo(3_600_000);
    }

    @Test
    void endpoints_inheritTheComponentConfigurationWithoutChangingIt() {
        MlbatchComponent component = camel.getComponent("mlbatch", MlbatchComponent.class);
        component.getConfiguration().setParallelCount(4);

        MlbatchEndpoint changed = camel.getEndpoint("mlbatch:TxService/1.0?parallelCount=5", MlbatchEndpoint.class);
        MlbatchEndpoint same = camel.getEndpoint("mlbatch:TxService/1.0", MlbatchEndpoint.class);

        assertThat(changed.getConfiguration().getParallelCount()).isEqualTo(5);
        assertThat(same.getConfiguration().getParallelCount()).isEqualTo(4);
    }

    @Test
    void textsOfAnEndpoint_containNoSecrets() {
        Endpoint login = camel.getEndpoint("mlbatch:TxService/1.0?username=u&password=s3cret");
        Endpoint token = camel.getEndpoint("mlbatch:TxService/1.0?accessToken=s3cret");

        assertThat(login.toString() + token).doesNotContain("s3cret");
        assertThatThrownBy(() -> camel.getEndpoint("mlbatch:TxService/1.0?password=s3cret&paralelCount=3"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void httpOptions_reachTheHttpEndpoint() throws Exception {
        ServerSettings settings = camel.getEndpoint(
                        "mlbatch:TxService/1.0?http.connectTimeout=1234&serverUrl=" + server.url(),
                        MlbatchEndpoint.class)
                .getConfiguration()
                .serverSettings();

        var http = CamelHttp.create(camel, settings, timers);

        assertThat(http.getConnectTimeout()).isEqualTo(1234);
        assertThat(http.getResponseTimeout()).isEqualTo(60_000);
        http.stop();
    }

    @Test
    void endpointCreatedBeforeTheContextStarts_works() throws Exception {
        server.holds("e1");
        try (DefaultCamelContext early = new DefaultCamelContext()) {
            String uri = "mlbatch:TxService/1.0?operation=list&serverUrl=" + server.url();
            early.getEndpoint(uri).start();
            early.start();

            assertThat(early.createProducerTemplate().requestBody(uri, (Object) null))
                    .isEqualTo(List.of("e1"));
        }
    }

    @Test
    void restartedEndpoint_works() {
        server.holds("e1");
        String uri = "mlbatch:TxService/1.0?operation=list&serverUrl=" + server.url();
        for (int round = 0; round < 3; round++) {
            Endpoint endpoint = camel.getEndpoint(uri);
            try (var template = camel.createProducerTemplate()) {
                assertThat(template.requestBody(uri, (Object) null)).isEqualTo(List.of("e1"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            endpoint.stop();
            endpoint.start();
        }
    }

    @Test
    void jmxAttributes_containNoSecrets() throws Exception {
        try (DefaultCamelContext managed = new DefaultCamelContext()) {
            managed.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:secrets")
                            .to("mlbatch:TxService/1.0?username=u&password=s3cret&http.authPassword=s3cret2")
                            .to("mlbatch:TxService/1.0?accessToken=s3cret");
                }
            });
            managed.start();

            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            Set<ObjectName> endpoints = beans.queryNames(new ObjectName("org.apache.camel:type=endpoints,*"), null);

            assertThat(endpoints).anyMatch(name -> name.toString().contains("mlbatch"));
            for (ObjectName name : endpoints) {
                assertThat(name.toString()).doesNotContain("s3cret");
                assertThat((String) beans.getAttribute(name, "EndpointUri")).doesNotContain("s3cret");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:s3cret@host",
                "ftp://u:s3cret@host",
                "http://u:s3cret@host?x=1",
                "http://u:s3cret@ho st"
            })
    void passwordInTheServerUrl_isNotInTheError(String url) {
        MlbatchConfiguration configuration = new MlbatchConfiguration();
        configuration.setServerUrl(url);

        assertThatThrownBy(() -> configuration.serverSettings()).satisfies(e -> {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause.getMessage()).doesNotContain("s3cret");
            }
        });
    }

    @Test
    void httpOptions_acceptRegistryBeans() throws Exception {
        AtomicInteger configured = new AtomicInteger();
        HttpClientConfigurer configurer = builder -> configured.incrementAndGet();
        camel.getRegistry().bind("configurer", configurer);
        camel.getRegistry().bind("ssl", new SSLContextParameters());

        ServerSettings settings = camel.getEndpoint(
                        "mlbatch:TxService/1.0?http.sslContextParameters=#ssl&http.httpClientConfigurer=#configurer"
                                + "&serverUrl=https://localhost:1",
                        MlbatchEndpoint.class)
                .getConfiguration()
                .serverSettings();
        int before = configured.get();
        var http = CamelHttp.create(camel, settings, timers);
        CamelHttp.transport(http, settings, time, timers, 1_000_000);

        assertThat(configured.get()).isGreaterThan(before);
        http.stop();
    }

    @Test
    void enumOptionsAndPasswords_acceptPlaceholdersAndRaw() {
        camel.getPropertiesComponent().addInitialProperty("op", "list");

        MlbatchEndpoint endpoint = camel.getEndpoint(
                "mlbatch:TxService/1.0?operation={{op}}&username=u&password=RAW(a+b&c)", MlbatchEndpoint.class);

        assertThat(endpoint.getConfiguration().getOperation()).isEqualTo(MlbatchOperation.list);
        assertThat(endpoint.getConfiguration().getPassword()).isEqualTo("a+b&c");
    }

    @Test
    void stop_endsAllThreadsAndAllowsARestart() throws Exception {
        server.holds();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch:TxService/1.0?initialDelay=1&delay=5&serverUrl=" + server.url())
                        .to("mock:end");
                from("direct:list").to("mlbatch:TxService/1.0?operation=list&serverUrl=" + server.url());
            }
        });
        for (int round = 0; round < 3; round++) {
            Map<String, Object> none = Map.of();
            try (var template = camel.createProducerTemplate()) {
                template.requestBodyAndHeaders("direct:list", null, none);
            }
            camel.stop();
            await().atMost(1, TimeUnit.MINUTES).until(() -> threads().isEmpty());
            camel.start();
        }
    }

    @Test
    void thousandsOfWaits_usePollThreadsOnly() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        Set<String> pollingThreads = ConcurrentHashMap.newKeySet();
        BatchClient client = (BatchClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BatchClient.class}, (proxy, method, arguments) -> {
                    pollingThreads.add(Thread.currentThread().getName());
                    answers.await();
                    return Samples.complete((ExecutionId) arguments[0]);
                });
        camel.start();
        MlbatchEndpoint endpoint = camel.getEndpoint("mlbatch:TxService/1.0", MlbatchEndpoint.class);
        BatchWaiter waiter = endpoint.getComponent().waiter();
        Poller poller = new Poller(
                (id, limit) -> client.poll(id, status -> true),
                endpoint.connection().polls(),
                WaitListener.NONE);
        WaitPolicy policy =
                new WaitPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1), null, 0);

        List<CompletableFuture<BatchResponse>> waits = IntStream.range(0, 5_000)
                .mapToObj(i -> waiter.await(poller, new ExecutionId(Samples.SERVICE, "e" + i), policy))
                .toList();
        await().atMost(1, TimeUnit.MINUTES).until(() -> pollingThreads.size() == 10);
        answers.countDown();
        for (CompletableFuture<BatchResponse> wait : waits) {
            assertThat(wait.get(1, TimeUnit.MINUTES).state()).isEqualTo(BatchState.COMPLETE);
        }

        assertThat(pollingThreads).hasSize(10).allMatch(name -> name.contains("MlbatchPoll"));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("Mlbatch") || name.contains("mlbatch"))
                .collect(Collectors.toSet());
    }

    @Test
    void consumersAndWaits_useTheMonotonicClock() throws Exception {
        MlbatchComponent component = new MlbatchComponent();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("mlbatch", component);
            context.start();
            assertThat(component.monotonicClock()).isInstanceOf(MonotonicClock.class);
        }
    }
}
