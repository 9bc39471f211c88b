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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.testing.http.RawServer;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Messages of the client's errors: the operation of the route, the failure, and the option that may be wrong. */
class ErrorMessagesTest extends MlbatchTestSupport {

    private static final String NGINX =
            "<html><head><title>404 Not Found</title></head><body><hr><center>nginx</center></body></html>";
    private static final Map<String, Object> FILE = file("e9", 0, "a.csv");

    static Stream<MlbatchOperation> operations() {
        return Stream.of(MlbatchOperation.values());
    }

    private String message(String options) {
        Throwable failure =
                send(options + "&destination=target", ONE_RECORD, FILE).getException();
        return failure == null ? "no error" : failure.getMessage();
    }

    /** A route that executes a batch has started none. */
    private static String name(MlbatchOperation operation) {
        return operation == MlbatchOperation.execute ? "start" : operation.name();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void failureOfAnyCall_namesTheOperationOfTheRoute(MlbatchOperation operation) {
        List.of("/services/TxService/1.0", BATCH, BATCH + "/e9").forEach(path -> server.get(path, json(403, NGINX)));
        server.delete(BATCH + "/e9", json(403, NGINX));

        assertThat(message("&maxAttempts=1&operation=" + operation)).startsWith(name(operation) + " TxService/1.0");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void pageOfAProxy_isNotTakenForTheApi(MlbatchOperation operation) {
        Response page = json(404, NGINX);
        Stream.of("", "/0/files", "/0/files/a.csv").forEach(path -> server.get(BATCH + "/e9" + path, page));
        server.get("/services/TxService/1.0", page).get(BATCH, page).delete(BATCH + "/e9", page);
        server.get(SERVICE + "/swagger.json", page);

        assertThat(message("&maxAttempts=1&operation=" + operation))
                .startsWith(name(operation) + " TxService/1.0")
                .contains("HTTP 404 with a page that is not of the API: 404 Not Found nginx");
    }

    @Test
    void awaitOfAnUnknownExecution_namesTheExecutionAndTheLastResponse() {
        server.poll("e9", json(404, "{\"message\":\"no execution e9\"}"));

        assertThat(message("&operation=await"))
                .isEqualTo("await TxService/1.0, execution e9: HTTP 404: no execution e9");
        assertThat(message("&operation=await&maxAttempts=2"))
                .isEqualTo(
                        "await TxService/1.0, execution e9: not at its end after 2 polls (the server did not know the"
                                + " execution: HTTP 404: no execution e9); it is not started again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 401 X       | ''          | HTTP 401 (no token was sent: set username and password, or accessToken)",
                "HTTP/1.1 401 X       | bad token   | HTTP 401: bad token (no token was sent: set username and password, or accessToken)",
                "HTTP/1.1 302 X       | ''          | HTTP 302: redirects are not followed, check serverUrl",
                "HTTP/1.1 200 X       | <html>      | the list of executions is not JSON but a page: it begins with '<' at line 1, column 1",
                "SSH-2.0-OpenSSH_8.9  | ''          | the connection to URL broke after the request was sent whole: the response is not HTTP: Invalid protocol version; error at offset 0: <SSH-2.0-OpenSSH_8.9>",
                "''                   | ''          | the connection to URL broke after the request was sent whole: the server closed it without a response",
            })
    void message_statesTheCause(String head, String body, String message) throws Exception {
        String response = head.isEmpty() ? "" : head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (RawServer raw = RawServer.answering(response)) {
            String failure = request("mlbatch:TxService/1.0?operation=list&serverUrl=" + raw.url(), null, Map.of())
                    .getException()
                    .getMessage();

            assertThat(failure.replace(raw.url(), "URL")).isEqualTo("list TxService/1.0: " + message);
        }
    }

    @ParameterizedTest
    @CsvSource({"http://no-such-host.invalid, the host name is unknown", "http://localhost:1, Connection refused"})
    void serverWithoutConnection_isNamedOnce(String url, String reason) {
        assertThat(request("mlbatch:TxService/1.0?operation=list&serverUrl=" + url, null, Map.of())
                        .getException())
                .hasMessage("list TxService/1.0: cannot connect to " + url + ": " + reason);
    }
}
