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
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.testing.http.StubServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/** Files of records in routes, with the stream caching that routes have: fetched as often as they are read. */
class ArtifactRoutesTest extends MlbatchProducerSupport {

    private static final String FILE = StubServer.BATCH + "/e1/0/files/answer.csv";
    private static final String TEXT = "am_Pred\n0.5\n";

    private static final Map<String, Object> ASKED_FOR = Map.of(
            MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.INDEX, 0, MlbatchConstants.FILE_NAME, "answer.csv");

    @TempDir
    private Path folder;

    private String artifact;

    @BeforeEach
    void serveFile() {
        server.hasFile("e1", 0, "answer.csv", TEXT);
        artifact = "mlbatch:TxService/1.0?operation=artifact&serverUrl=" + server.url();
    }

    private String file(String name) {
        return "file:" + folder + "?fileName=" + name;
    }

    private Exchange run(RouteBuilder route) throws Exception {
        camel.addRoutes(route);
        return template.request("direct:in", exchange -> exchange.getMessage().setHeaders(new HashMap<>(ASKED_FOR)));
    }

    private void assertFetched(int times) {
        server.http.verify(times, getRequestedFor(urlPathEqualTo(FILE)));
    }

    @Test
    void fileReadOnce_isFetchedOnce() throws Exception {
        CompletableFuture<Object> body = new CompletableFuture<>();
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(artifact)
                        .log("${header.CamelFileName}")
                        .process(e -> body.complete(e.getMessage().getBody()))
                        .convertBodyTo(String.class)
                        .to(file("a.csv"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(body.join()).isInstanceOf(ReplayableStream.class);
        assertThat(folder.resolve("a.csv")).hasContent(TEXT);
        assertFetched(1);
    }

    @Test
    void fileWrittenTwice_isFetchedTwice() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(artifact).to(file("a.csv")).to(file("b.csv"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(folder.resolve("a.csv")).hasContent(TEXT);
        assertThat(folder.resolve("b.csv")).hasContent(TEXT);
        assertFetched(2);
    }

    @Test
    void fileLoggedWithItsContent_isWrittenWhole() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(artifact)
                        .to("log:artifact?showStreams=true&showAll=true")
                        .log("${body}")
                        .to(file("a.csv"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(folder.resolve("a.csv")).hasContent(TEXT);
    }

    @Test
    void wireTap_readsAStreamOfItsOwn() throws Exception {
        NotifyBuilder both = new NotifyBuilder(camel).whenCompleted(2).create();
        run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(artifact).wireTap("direct:tap").to(file("a.csv"));
                from("direct:tap").to(file("b.csv"));
            }
        });

        assertThat(both.matches(1, TimeUnit.MINUTES)).isTrue();
        assertThat(folder.resolve("a.csv")).hasContent(TEXT);
        assertThat(folder.resolve("b.csv")).hasContent(TEXT);
        assertFetched(2);
    }

    @Test
    void multicast_givesEachBranchTheWholeFile() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(artifact)
                        .multicast()
                        .to(file("a.csv"), file("b.csv"))
                        .end()
                        .multicast()
                        .parallelProcessing()
                        .to(file("c.csv"), file("d.csv"))
                        .end()
                        .to(file("e.csv"));
            }
        });

        assertThat(exchange.getException()).isNull();
        for (String name : List.of("a.csv", "b.csv", "c.csv", "d.csv", "e.csv")) {
            assertThat(folder.resolve(name)).hasContent(TEXT);
        }
    }

    @Test
    void fileFetchedWithinASplit_isReadableAfterIt() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .setBody(constant("one"))
                        .split(body(), (before, now) -> now)
                        .to(artifact)
                        .end()
                        .to(file("a.csv"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(folder.resolve("a.csv")).hasContent(TEXT);
    }

    @Test
    void redeliveredStep_readsTheFileFromItsStart() throws Exception {
        List<String> read = new CopyOnWriteArrayList<>();
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
                from("direct:in").to(artifact).process(e -> {
                    InputStream body = e.getMessage().getBody(InputStream.class);
                    read.add(new String(body.readNBytes(3)));
                    if (read.size() == 1) {
                        throw new IOException("the disk is full");
                    }
                });
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(read).containsExactly("am_", "am_");
        assertFetched(2);
    }

    @Test
    void fileDeletedBeforeTheSecondRead_isNotFound() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(artifact)
                        .to(file("a.csv"))
                        .process(e -> server.answer(
                                get(urlPathEqualTo(FILE)), StubServer.json("{}").withStatus(404)))
                        .to(file("b.csv"));
            }
        });

        assertThat(exchange.getException()).isInstanceOf(NotFoundException.class);
        assertThat(folder.resolve("a.csv")).hasContent(TEXT);
    }

    @Test
    void artifact_replacesLengthAndContentTypeOfTheInput() {
        Map<String, Object> headers = new HashMap<>(ASKED_FOR);
        headers.put(Exchange.FILE_LENGTH, 4711L);
        headers.put(Exchange.CONTENT_TYPE, "application/json");

        server.answer(
                get(urlPathEqualTo(FILE)),
                aResponse()
                        .withHeader("Content-Type", "text/csv")
                        .withHeader("Content-Length", String.valueOf(TEXT.length()))
                        .withBody(TEXT));
        Exchange known = send("&operation=artifact", null, headers);
        server.answer(get(urlPathEqualTo(FILE)), aResponse().withBody(TEXT));
        Exchange unknown = send("&operation=artifact", null, headers);

        assertThat(known.getMessage().getHeaders())
                .containsEntry(Exchange.FILE_LENGTH, (long) TEXT.length())
                .containsEntry(Exchange.CONTENT_TYPE, "text/csv");
        assertThat(known.getMessage().getBody(ReplayableStream.class).length()).isEqualTo(TEXT.length());
        assertThat(unknown.getMessage().getHeaders()).doesNotContainKeys(Exchange.FILE_LENGTH, Exchange.CONTENT_TYPE);
        assertThat(unknown.getMessage().getBody(ReplayableStream.class).length())
                .isZero();
    }

    @Test
    void emittedFile_canBeWrittenTwice() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        server.hasFiles("e1", 0, "[\"answer.csv\"]");
        NotifyBuilder done = new NotifyBuilder(camel).whenCompleted(1).create();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch:TxService/1.0?emit=artifact&initialDelay=1&delay=1&serverUrl=" + server.url())
                        .to("file:" + folder.resolve("a"))
                        .to("file:" + folder.resolve("b"));
            }
        });

        assertThat(done.matches(1, TimeUnit.MINUTES)).isTrue();
        assertThat(folder.resolve("a/0/answer.csv")).hasContent(TEXT);
        assertThat(folder.resolve("b/0/answer.csv")).hasContent(TEXT);
    }

    @Test
    void fileRequestedByATemplate_isReadableByTheCaller() throws Exception {
        try (InputStream file = template.requestBodyAndHeaders(artifact, null, ASKED_FOR, InputStream.class)) {
            assertThat(file).hasContent(TEXT);
        }
    }
}
