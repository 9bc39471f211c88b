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
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.Endpoint;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.server.CamelHttp;
import io.mlbatch.camel.server.ServerSettings;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.transport.CallListener;
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
import io.mlbatch.testing.http.RawServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MlbatchComponentTest extends MlbatchTestSupport {

    private final VirtualTime time = new VirtualTime();
    private final Timers timers = new Timers(time, time);

    private MlbatchConfiguration configuration(String uri) {
        return camel.getEndpoint(uri, MlbatchEndpoint.class).getConfiguration();
    }

    private void assertListed(String uri) {
        assertThat(template.requestBody(uri, (Object) null)).isEqualTo(List.of("e1"));
    }

    @Nested
    class Options {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "mlbatch:TxService/1.0?paralelCount=3      | Unknown parameters=[{paralelCount=3}]",
                    "mlbatch:TxService/1.0?operation=stat      | Unknown operation 'stat': it is one of [start, execute, await, results, cancel, list, listArtifacts, artifact, download, capabilities, consume, swagger]",
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

            assertThat(configuration.serverSettings().servers()).isEqualTo(expected);
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
        void nonTerminalStates_areAnError() {
            assertThatThrownBy(() -> route(route -> route.from("mlbatch:TxService/1.0?states=complete,pending")
                            .to("mock:x")))
                    .hasMessageContaining("states must be terminal");
        }

        @Test
        void delays_acceptUnits() {
            MlbatchConfiguration configuration =
                    configuration("mlbatch:TxService/1.0?initialDelay=2s&delay=3s&maxDelay=1m&waitTimeout=1h");

            assertThat(configuration.getInitialDelay()).isEqualTo(2000);
            assertThat(configuration.getDelay()).isEqualTo(3000);
            assertThat(configuration.getMaxDelay()).isEqualTo(60_000);
            assertThat(configuration.getWaitTimeout()).isEqualTo(3_600_000);
        }

        @Test
        void endpoints_inheritTheComponentConfigurationWithoutChangingIt() {
            camel.getComponent("mlbatch", MlbatchComponent.class)
                    .getConfiguration()
                    .setParallelCount(4);

            assertThat(configuration("mlbatch:TxService/1.0?parallelCount=5").getParallelCount())
                    .isEqualTo(5);
            assertThat(configuration("mlbatch:TxService/1.0").getParallelCount())
                    .isEqualTo(4);
        }

        @Test
        void enumOptionsAndPasswords_acceptPlaceholdersAndRaw() {
            camel.getPropertiesComponent().addInitialProperty("op", "list");

            MlbatchConfiguration configuration =
                    configuration("mlbatch:TxService/1.0?operation={{op}}&username=u&password=RAW(a+b&c)");

            assertThat(configuration.getOperation()).isEqualTo(MlbatchOperation.list);
            assertThat(configuration.getPassword()).isEqualTo("a+b&c");
        }
    }

    @Nested
    class Http {

        /** The HTTP endpoint of an endpoint with these options. */
        private HttpEndpoint http(String options) throws Exception {
            ServerSettings settings = configuration("mlbatch:TxService/1.0?serverUrl=" + server.url() + options)
                    .serverSettings();
            HttpEndpoint http = CamelHttp.create(camel, settings.baseUrls().get(0), settings.httpOptions(), timers);
            http.stop();
            return http;
        }

        @Test
        void serverWhoseSchemeIsInCapitals_isReached() {
            server.holds("e1");

            assertListed(
                    uri("&operation=list").replace(server.url(), server.url().replace("http:", "HTTP:") + "//"));
        }

        @ParameterizedTest
        @CsvSource({
            "&http.connectTimeout=5s&http.responseTimeout=2m, 5000, 120000",
            "&http.connectTimeout=1234, 1234, 60000"
        })
        void httpTimeouts_acceptNumbersAndTextsWithUnits(String options, long connect, long response) throws Exception {
            HttpEndpoint http = http(options);

            assertThat(http.getConnectTimeout()).isEqualTo(connect);
            assertThat(http.getResponseTimeout()).isEqualTo(response);
        }

        @Test
        void headersWithoutEnd_areLimited() throws Exception {
            byte[] headers = "X-Some: thing\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            try (RawServer endless = new RawServer((request, out) -> {
                out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 100_000; i++) {
                    out.write(headers);
                }
            })) {
                String uri =
                        "mlbatch:TxService/1.0?operation=list&http.connectionsPerRoute=3&serverUrl=" + endless.url();

                assertThat(request(uri, null, Map.of()).getException())
                        .isInstanceOf(ServerUnavailableException.class)
                        .hasMessageContaining("Maximum header count exceeded");
            }
        }

        @Test
        void httpOptions_acceptRegistryBeans() throws Exception {
            AtomicInteger configured = new AtomicInteger();
            HttpClientConfigurer configurer = builder -> configured.incrementAndGet();
            camel.getRegistry().bind("configurer", configurer);
            camel.getRegistry().bind("ssl", new SSLContextParameters());

            ServerSettings settings = configuration(
                            "mlbatch:TxService/1.0?http.sslContextParameters=#ssl&http.httpClientConfigurer=#configurer"
                                    + "&serverUrl=https://localhost:1")
                    .serverSettings();
            int before = configured.get();
            URI url = settings.baseUrls().get(0);
            var http = CamelHttp.create(camel, url, settings.httpOptions(), timers);
            CamelHttp.transport(http, url, time, timers, 1_000_000, CallListener.NONE, false);

            assertThat(configured.get()).isGreaterThan(before);
            http.stop();
        }
    }

    @Nested
    class Secrets {

        @Test
        void textsOfAnEndpoint_containNoSecrets() {
            Endpoint login = camel.getEndpoint("mlbatch:TxService/1.0?username=u&password=s3cret");
            Endpoint token = camel.getEndpoint("mlbatch:TxService/1.0?accessToken=s3cret");

            assertThat(login.toString() + token).doesNotContain("s3cret");
            assertThatThrownBy(() -> camel.getEndpoint("mlbatch:TxService/1.0?password=s3cret&paralelCount=3"))
                    .isInstanceOf(ResolveEndpointFailedException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
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
    }

    @Nested
    class Lifecycle {

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
        void endpointCreatedBeforeTheContextStarts_works() throws Exception {
            server.holds("e1");
            camel.stop();
            try (DefaultCamelContext early = new DefaultCamelContext()) {
                String uri = uri("&operation=list");
                early.getEndpoint(uri).start();
                early.start();

                assertThat(early.createProducerTemplate().requestBody(uri, (Object) null))
                        .isEqualTo(List.of("e1"));
            }
        }

        @Test
        void restartedEndpoint_works() {
            server.holds("e1");
            String uri = uri("&operation=list");
            for (int round = 0; round < 3; round++) {
                assertListed(uri);
                camel.getEndpoint(uri).stop();
                camel.getEndpoint(uri).start();
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
            soon().until(() -> pollingThreads.size() == 10);
            answers.countDown();
            for (CompletableFuture<BatchResponse> wait : waits) {
                assertThat(wait.get(1, TimeUnit.MINUTES).state()).isEqualTo(BatchState.COMPLETE);
            }

            assertThat(pollingThreads).hasSize(10).allMatch(name -> name.contains("MlbatchPoll"));
        }

        @Test
        void consumersAndWaits_useTheMonotonicClock() {
            assertThat(camel.getComponent("mlbatch", MlbatchComponent.class).monotonicClock())
                    .isInstanceOf(MonotonicClock.class);
        }
    }
}
