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
package io.mlbatch.testing.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.testing.VirtualTime;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.mlbatch.testing.client.Samples.COMPLETE;
import static io.mlbatch.testing.client.Samples.CONSUMED;
import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.RECORDS;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;

/** Base class of tests over real HTTP: a server with scripted responses, and a client with a fixed token. */
@Timeout(120)
public abstract class HttpServerSupport {

    protected static final String TOKEN = "t0ken";
    protected static final String BATCH = "/api/TxService/1.0/batch";
    protected static final String BATCH_EXECUTION = BATCH + "/" + EXECUTION.value();

    @RegisterExtension
    protected static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(options()
                    .dynamicPort()
                    .dynamicHttpsPort()
                    .gzipDisabled(true)
                    .bindAddress("127.0.0.1"))
            .build();

    protected final VirtualTime time = new VirtualTime();
    protected final PooledHttp http = new PooledHttp(time, Duration.ofSeconds(20));

    /** The client's calls, each with its arguments. */
    public enum Call {
        START(ApiCall.START, BATCH, 202, STARTED),
        RESULTS(ApiCall.RESULTS, BATCH_EXECUTION, 200, COMPLETE),
        CANCEL(ApiCall.CANCEL, BATCH_EXECUTION, 200, "[\"canceled\"]"),
        EXECUTIONS(ApiCall.LIST, BATCH, 200, "[\"" + EXECUTION.value() + "\"]"),
        ARTIFACTS(ApiCall.LIST_ARTIFACTS, BATCH_EXECUTION + "/0/files", 200, "[\"answer.csv\"]"),
        ARTIFACT(ApiCall.ARTIFACT, BATCH_EXECUTION + "/0/files/answer.csv", 200, "a,b\n"),
        CAPABILITIES(ApiCall.DESCRIBE, "/services/TxService/1.0", 200, DESCRIPTION),
        CONSUME(ApiCall.CONSUME, "/api/TxService/1.0", 200, CONSUMED),
        SWAGGER(ApiCall.SWAGGER, "/api/TxService/1.0/swagger.json", 200, "{\"swagger\":\"2.0\"}"),
        STATUS(ApiCall.STATUS, "/status", 200, "{\"statusCode\":\"pass\"}");

        private final ApiCall call;
        private final String path;
        private final int status;
        private final String answer;

        Call(ApiCall call, String path, int status, String answer) {
            this.call = call;
            this.path = path;
            this.status = status;
            this.answer = answer;
        }

        /** Matches the request. */
        public MappingBuilder onServer() {
            return request(call.method(), urlPathEqualTo(path));
        }

        /** Matches the request and responds as a server does. */
        public MappingBuilder responding() {
            return onServer().willReturn(aResponse().withStatus(status).withBody(answer));
        }

        public Object make(BatchClient client) {
            switch (this) {
                case START:
                    return client.start(SERVICE, RecordSource.of(RECORDS), 10);
                case RESULTS:
                    return client.results(EXECUTION, false);
                case CANCEL:
                    return client.cancel(EXECUTION);
                case EXECUTIONS:
                    return client.executions(SERVICE);
                case ARTIFACTS:
                    return client.artifacts(EXECUTION, 0);
                case ARTIFACT:
                    try (Artifact artifact = client.artifact(EXECUTION, 0, "answer.csv")) {
                        return artifact.readAllBytes();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                case CAPABILITIES:
                    return client.capabilities(SERVICE);
                case CONSUME:
                    return client.consume(SERVICE, RecordSource.of(RECORDS.subList(0, 1)));
                case SWAGGER:
                    return client.swagger(SERVICE);
                default:
                    return client.status();
            }
        }
    }

    protected static String serverUrl() {
        return "http://localhost:" + SERVER.getPort();
    }

    /** A client with a fixed token, that repeats nothing. */
    protected final BatchClient client() {
        return http.client(serverUrl(), TokenSource.fixed(TOKEN));
    }

    /** The request that precedes a start and a read of results. */
    protected static void describeService() {
        SERVER.stubFor(get("/services/TxService/1.0").willReturn(okJson(DESCRIPTION)));
    }

    /** Responds to this call so, and describes the service. */
    protected static void respond(Call call, ResponseDefinitionBuilder answer) {
        describeService();
        SERVER.stubFor(call.onServer().willReturn(answer));
    }

    protected static byte[] gzip(String text) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    @AfterEach
    void closeHttp() throws IOException {
        http.close();
    }
}
