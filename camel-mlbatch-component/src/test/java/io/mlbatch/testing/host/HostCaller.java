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
package io.mlbatch.testing.host;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** Client of a host that sends the same headers, such as a token, with each request. */
public class HostCaller {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String[] common;

    /** @param base the URL, with the context path if there is one */
    HostCaller(String base, String... common) {
        this.base = base;
        this.common = common;
    }

    /** @param base the URL, with the context path if there is one */
    public static HostCaller at(String base) {
        return new HostCaller(base);
    }

    public final HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    public final HttpResponse<String> delete(String path, String... headers) throws Exception {
        return send("DELETE", path, null, headers);
    }

    public final HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    public final HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        return exchange(method, path, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    public final HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
        return exchange("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    /** @param headers names and values in turn */
    private HttpResponse<String> exchange(String method, String path, BodyPublisher body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).method(method, body);
        for (String[] each : new String[][] {common, headers}) {
            if (each.length > 0) {
                request.headers(each);
            }
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    public final HttpResponse<String> login(String user, String password) throws Exception {
        return post("/login", "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}");
    }

    /** Logs in, and returns a caller with the token. */
    public final HostCaller as(String user, String password) throws Exception {
        return with(field(assertResponse(login(user, password), 200), "access_token"));
    }

    public final HostCaller with(String token) {
        return new HostCaller(base, "Authorization", "Bearer " + token);
    }

    /** Starts a batch, which must be accepted, and returns the path of its execution. */
    public final String start(String batch, String records, String... headers) throws Exception {
        String id = field(assertResponse(post(batch, records, headers), 202), "batchExecutionId");
        return batch.replaceAll("\\?.*", "") + "/" + id;
    }

    /** Starts a batch, waits for its end, and returns the path of its execution. */
    public final String run(String batch, String records, String... headers) throws Exception {
        String path = start(batch, records, headers);
        awaitComplete(path);
        return path;
    }

    /** Returns the body of the response. */
    public final String awaitComplete(String path) {
        return awaitBody(path, body -> body.contains("\"state\":\"Complete\""));
    }

    /** Returns the body of the response. */
    public final String awaitCompleted(String path, int records) {
        return awaitBody(
                path + "?showPartialResults=true", body -> body.contains("\"completedItemCount\":" + records + ","));
    }

    public final String awaitBody(String path, Predicate<String> expected) {
        return Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> get(path).body(), expected);
    }

    public static void awaitTrue(Callable<Boolean> condition) {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(condition);
    }

    /** Checks the status, and that the body contains the texts. */
    public static HttpResponse<String> assertResponse(HttpResponse<String> response, int status, String... texts) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        if (texts.length > 0) {
            assertThat(response.body()).contains(texts);
        }
        return response;
    }

    /** Returns a text field of a JSON body. */
    public static String field(HttpResponse<String> response, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(response.body());
        assertThat(field.find()).as(response.body()).isTrue();
        return field.group(1);
    }
}
