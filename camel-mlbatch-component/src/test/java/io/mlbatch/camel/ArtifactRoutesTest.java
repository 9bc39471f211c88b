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
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.NotifyBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.testing.http.ScriptedServer;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.constant;
import static org.assertj.core.api.Assertions.assertThat;

/** Files of records in routes with stream caching: each read sends a request, and no file is kept. */
class ArtifactRoutesTest extends MlbatchTestSupport {

    private static final String FILE = ScriptedServer.BATCH + "/e1/0/files/answer.csv";
    private static final String TEXT = "am_Pred\n0.5\n";
    private static final Map<String, Object> HEADERS = file("e1", 0, "answer.csv");

    @TempDir
    private Path folder;

    private String artifact;

    @BeforeEach
    void serveFile() {
        server.hasFile("e1", 0, "answer.csv", TEXT);
        artifact = uri("&operation=artifact");
    }

    private String to(String name) {
        return "file:" + folder + "?fileName=" + name;
    }

    private Exchange run(LambdaRouteBuilder route) throws Exception {
        return run(null, HEADERS, route);
    }

    private void assertFetched(int times, String... written) {
        assertThat(server.requests("GET", FILE)).hasSize(times);
        assertWritten(written);
    }

    private void assertWritten(String... names) {
        assertThat(Stream.of(names).map(folder::resolve))
                .allSatisfy(file -> assertThat(file).hasContent(TEXT));
    }

    @Test
    void fileReadOnce_isFetchedOnce() throws Exception {
        CompletableFuture<Object> body = new CompletableFuture<>();

        succeeded(run(route -> route.from("direct:in")
                .to(artifact)
                .log("${header.CamelFileName}")
                .process(e -> body.complete(e.getMessage().getBody()))
                .convertBodyTo(String.class)
                .to(to("a.csv"))));

        assertThat(body.join()).isInstanceOf(ReplayableStream.class);
        assertFetched(1, "a.csv");
    }

    @Test
    void fileWrittenTwice_isFetchedTwice() throws Exception {
        succeeded(run(
                route -> route.from("direct:in").to(artifact).to(to("a.csv")).to(to("b.csv"))));

        assertFetched(2, "a.csv", "b.csv");
    }

    @Test
    void fileLoggedWithItsContent_isWrittenWhole() throws Exception {
        succeeded(run(route -> route.from("direct:in")
                .to(artifact)
                .to("log:artifact?showStreams=true&showAll=true")
                .log("${body}")
                .to(to("a.csv"))));

        assertWritten("a.csv");
    }

    @Test
    void wireTap_readsAStreamOfItsOwn() throws Exception {
        NotifyBuilder both = new NotifyBuilder(camel).whenCompleted(2).create();

        run(route -> {
            route.from("direct:in").to(artifact).wireTap("direct:tap").to(to("a.csv"));
            route.from("direct:tap").to(to("b.csv"));
        });

        assertThat(both.matches(1, TimeUnit.MINUTES)).isTrue();
        assertFetched(2, "a.csv", "b.csv");
    }

    @Test
    void multicast_sendsTheWholeFileToEachBranch() throws Exception {
        succeeded(run(route -> route.from("direct:in")
                .to(artifact)
                .multicast()
                .to(to("a.csv"), to("b.csv"))
                .end()
                .multicast()
                .parallelProcessing()
                .to(to("c.csv"), to("d.csv"))
                .end()
                .to(to("e.csv"))));

        assertWritten("a.csv", "b.csv", "c.csv", "d.csv", "e.csv");
    }

    @Test
    void fileFetchedWithinASplit_isReadableAfterIt() throws Exception {
        succeeded(run(route -> route.from("direct:in")
                .setBody(constant("one"))
                .split(body(), (before, now) -> now)
                .to(artifact)
                .end()
                .to(to("a.csv"))));

        assertWritten("a.csv");
    }

    @Test
    void redeliveredStep_readsTheFileFromItsStart() throws Exception {
        List<String> read = new CopyOnWriteArrayList<>();

        succeeded(run(route -> {
            route.errorHandler(
                    route.defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
            route.from("direct:in").to(artifact).process(e -> {
                InputStream body = e.getMessage().getBody(InputStream.class);
                read.add(new String(body.readNBytes(3)));
                if (read.size() == 1) {
                    throw new IOException("the disk is full");
                }
            });
        }));

        assertThat(read).containsExactly("am_", "am_");
        assertFetched(2);
    }

    @Test
    void fileDeletedBeforeTheSecondRead_isNotFound() throws Exception {
        Exchange exchange = run(route -> route.from("direct:in")
                .to(artifact)
                .to(to("a.csv"))
                .process(e -> server.get(FILE, json(404, "{}")))
                .to(to("b.csv")));

        assertThat(exchange.getException()).isInstanceOf(NotFoundException.class);
        assertWritten("a.csv");
    }

    @Test
    void artifact_replacesLengthAndContentTypeOfTheInput() {
        Map<String, Object> headers = new HashMap<>(HEADERS);
        headers.put(Exchange.FILE_LENGTH, 4711L);
        headers.put(Exchange.CONTENT_TYPE, "application/json");

        Message known = succeed("&operation=artifact", null, headers);
        server.get(FILE, new Response(200, Map.of("Transfer-Encoding", "chunked"), TEXT));
        Message unknown = succeed("&operation=artifact", null, headers);

        assertThat(known.getHeaders())
                .containsEntry(Exchange.FILE_LENGTH, (long) TEXT.length())
                .containsEntry(Exchange.CONTENT_TYPE, "text/csv");
        assertThat(known.getBody(ReplayableStream.class).length()).isEqualTo(TEXT.length());
        assertThat(unknown.getHeaders()).doesNotContainKeys(Exchange.FILE_LENGTH, Exchange.CONTENT_TYPE);
        assertThat(unknown.getBody(ReplayableStream.class).length()).isZero();
    }

    @Test
    void emittedFile_canBeWrittenTwice() throws Exception {
        server.completed("e1").hasFiles("e1", 0, "[\"answer.csv\"]");
        NotifyBuilder done = new NotifyBuilder(camel).whenCompleted(1).create();

        route(route -> route.from(uri("&emit=artifact"))
                .to("file:" + folder.resolve("a"))
                .to("file:" + folder.resolve("b")));

        assertThat(done.matches(1, TimeUnit.MINUTES)).isTrue();
        assertWritten("a/0/answer.csv", "b/0/answer.csv");
    }

    @Test
    void fileRequestedByATemplate_isReadableByTheCaller() throws Exception {
        try (InputStream file = template.requestBodyAndHeaders(artifact, null, HEADERS, InputStream.class)) {
            assertThat(file).hasContent(TEXT);
        }
    }
}
