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
package io.mlbatch.client.transport;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.testing.client.FakeTransport;
import io.mlbatch.testing.client.FakeTransport.Responder;

import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static java.util.Collections.singletonList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AuthenticatingTransportTest {

    private static final Responder REFUSED =
            fail(context -> new AuthenticationFailedException(context, 401, "expired", "HTTP 401: expired"));
    private static final ApiRequest READ = ApiRequest.of(ApiCall.RESULTS, EXECUTION);

    private final FakeTransport server = new FakeTransport();

    /** The tokens of the source; how many of them the server refuses; the tokens that are sent. */
    static Stream<Arguments> tokens() {
        return Stream.of(
                arguments(new Tokens("first"), 0, List.of("first")),
                arguments(new Tokens("first", "second"), 1, List.of("first", "second")),
                arguments(new Tokens("first", "second", "third"), 9, List.of("first", "second")),
                arguments(TokenSource.fixed("given"), 9, List.of("given")),
                arguments(TokenSource.NONE, 0, singletonList(null)),
                arguments(TokenSource.NONE, 9, singletonList(null)));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void call_isSentAgainOnceWithANewToken(TokenSource tokens, int refused, List<String> sent) {
        server.on(ApiCall.RESULTS, Collections.nCopies(refused, REFUSED).toArray(Responder[]::new))
                .on(ApiCall.RESULTS, respond("{}"));

        Throwable failure = catchThrowable(() -> call(tokens, READ));

        assertThat(tokensSent()).isEqualTo(sent);
        if (refused < 2) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure)
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageNotContaining("given");
        }
    }

    /** A refresh of another call ends the tokens of the calls in flight. */
    @Test
    void tokenReplacedMeanwhile_doesNotCount() {
        Tokens tokens = new Tokens("first", "second", "third");
        server.on(
                ApiCall.RESULTS,
                REFUSED,
                (request, body) -> {
                    tokens.renew("second");
                    return REFUSED.respond(request, body);
                },
                respond("{}"));

        call(tokens, READ);

        assertThat(tokensSent()).containsExactly("first", "second", "third");
    }

    @Test
    void bodyThatCanBeSentOnce_isNotSentAgain() {
        server.on(ApiCall.START, REFUSED);
        ApiRequest once = ApiRequest.of(ApiCall.START, SERVICE)
                .withBody(ApiRequestBody.streamed(new ByteArrayInputStream(new byte[1]), null));
        Tokens tokens = new Tokens("first", "second");

        assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(() -> call(tokens, once));
        assertThat(tokensSent()).containsExactly("first");
        assertThat(tokens.token()).as("the next call's").isEqualTo("second");
    }

    @Test
    void bodyThatCanBeSentAgain_isSentAgain() {
        server.on(
                ApiCall.START,
                (request, body) -> {
                    body.readAllBytes();
                    throw new AuthenticationFailedException(request.context(), 401, "expired", "HTTP 401");
                },
                (request, body) -> new String(body.readAllBytes()));
        ApiRequest repeatable = ApiRequest.of(ApiCall.START, SERVICE).withBody(ApiRequestBody.of("[1]".getBytes()));

        String echoed = new AuthenticatingTransport(server, new Tokens("first", "second"))
                .call(repeatable, answer -> new String(answer.body().readAllBytes()));

        assertThat(echoed).isEqualTo("[1]");
    }

    @Test
    void accessDenied_isNotAMatterOfTheToken() {
        server.on(ApiCall.RESULTS, fail(context -> new AccessDeniedException(context, 403, "no", "HTTP 403: no")));

        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> call(new Tokens("first", "second"), READ));
        assertThat(tokensSent()).containsExactly("first");
    }

    private void call(TokenSource tokens, ApiRequest request) {
        new AuthenticatingTransport(server, tokens).call(request, answer -> null);
    }

    private List<String> tokensSent() {
        return server.requests().stream().map(ApiRequest::token).toList();
    }

    /** Gives one token after the other. */
    private static final class Tokens implements TokenSource {

        private final Deque<String> tokens;

        Tokens(String... tokens) {
            this.tokens = new ArrayDeque<>(List.of(tokens));
        }

        @Override
        public String token() {
            return tokens.getFirst();
        }

        @Override
        public boolean renew(String refused) {
            assertThat(refused).isEqualTo(tokens.removeFirst());
            return true;
        }
    }
}
