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

import io.mlbatch.client.AuthenticationFailedException;

/**
 * Sends calls with a token, and once more with a new token when the server rejects the first. A token that another call
 * has replaced meanwhile does not count: a refresh ends the tokens of the calls in flight.
 */
public final class AuthenticatingTransport implements Transport {

    private final Transport next;
    private final TokenSource tokens;

    public AuthenticatingTransport(Transport next, TokenSource tokens) {
        this.next = next;
        this.tokens = tokens;
    }

    @Override
    public <T> T call(ApiRequest request, ResponseReader<T> reader) {
        String token = tokens.token();
        try {
            return next.call(request.withToken(token), reader);
        } catch (AuthenticationFailedException refused) {
            // renewed also for the next call, when this one cannot be sent again
            if (!tokens.renew(token) || !request.isSendable()) {
                throw refused;
            }
        }
        String renewed = tokens.token();
        try {
            return next.call(request.withToken(renewed), reader);
        } catch (AuthenticationFailedException refused) {
            String newest = tokens.token();
            if (newest.equals(renewed) || !request.isSendable()) {
                throw refused;
            }
            return next.call(request.withToken(newest), reader);
        }
    }
}
