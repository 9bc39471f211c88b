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
package io.mlbatch.examples.generated;

import io.mlbatch.examples.generated.client.ApiClient;
import io.mlbatch.examples.generated.client.ApiException;
import io.mlbatch.examples.generated.client.api.TxServiceApi;
import io.mlbatch.examples.generated.client.api.UserApi;
import io.mlbatch.examples.generated.client.model.AccessTokenResponse;
import io.mlbatch.examples.generated.client.model.LoginRequest;
import io.mlbatch.examples.generated.client.model.RenewTokenRequest;

/** The generated client with a token: the one thing that a generator leaves to its user. */
final class Session {

    private final TxServiceApi api;
    private final UserApi user;
    private volatile AccessTokenResponse tokens;

    Session(String url) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> {
            if (tokens != null) {
                request.header("Authorization", "Bearer " + tokens.getAccessToken());
            }
        });
        api = new TxServiceApi(client);
        user = new UserApi(client);
    }

    TxServiceApi api() {
        return api;
    }

    UserApi user() {
        return user;
    }

    AccessTokenResponse tokens() {
        return tokens;
    }

    void login(String username, String password) throws ApiException {
        tokens = user.login(new LoginRequest().username(username).password(password));
    }

    /** Takes a new pair of tokens; the old pair is worth nothing from then on. */
    void refresh() throws ApiException {
        tokens = user.renewToken(new RenewTokenRequest().refreshToken(tokens.getRefreshToken()));
    }
}
