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

import java.util.Map;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.camel.server.ServerSettings;

/** The options that say how a server is reached. */
@UriParams
public abstract class MlbatchServerConfiguration implements Cloneable {

    @UriParam(defaultValue = "http://localhost:12800")
    @Metadata(description = "The server's base URL, http or https. No header overrides it.")
    private String serverUrl = "http://localhost:12800";

    @UriParam(label = "security", secret = true)
    @Metadata(
            description = "The user to log in as. The token is refreshed before it expires, and once when the server"
                    + " rejects it. Endpoints with the same server and user share one session.")
    private String username;

    @UriParam(label = "security", secret = true)
    @Metadata(description = "The user's password.")
    private String password;

    @UriParam(label = "security", secret = true)
    @Metadata(description = "A bearer token to use instead of a login, for example of Entra ID.")
    private String accessToken;

    @UriParam(label = "advanced", prefix = "http.", multiValue = true)
    @Metadata(
            description = "Options of the underlying camel-http endpoint, such as TLS, proxy, pool, timeouts and OAuth."
                    + " For example http.sslContextParameters=#ssl. By default, connecting takes at most 10 seconds"
                    + " and a response may pause for at most 60 seconds.")
    private Map<String, Object> httpOptions;

    /** @throws IllegalArgumentException names the options that are not valid */
    ServerSettings serverSettings() {
        return ServerSettings.of(serverUrl, username, password, accessToken, httpOptions);
    }

    public String getServerUrl() {
        return serverUrl;
    }

    public void setServerUrl(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getAccessToken() {
        return accessToken;
    }

    public void setAccessToken(String accessToken) {
        this.accessToken = accessToken;
    }

    public Map<String, Object> getHttpOptions() {
        return httpOptions;
    }

    public void setHttpOptions(Map<String, Object> httpOptions) {
        this.httpOptions = httpOptions;
    }
}
