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
package io.mlbatch.camel.server;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mlbatch.protocol.Credentials;

/**
 * The addresses of the servers of a cluster, often of one server, and the identity of its user. Endpoints with equal
 * settings share a connection. The text form does not contain secrets.
 *
 * @param baseUrls http or https, without a slash at their end, in the order in which they are tried
 * @param credentials for a login, or {@code null}
 * @param accessToken a ready token, or {@code null}
 * @param httpOptions of the camel-http endpoint
 */
public record ServerSettings(
        List<URI> baseUrls, Credentials credentials, String accessToken, Map<String, Object> httpOptions) {

    // checked in the whole text, before an error message could contain it: a password may have commas and slashes
    private static final Pattern USER_INFO = Pattern.compile("@|%40");

    private static final Pattern QUERY = Pattern.compile("([?#]).*");
    private static final int LAST_PORT = 65_535;
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z]+(?=:)");
    private static final Pattern SLASHES_AT_END = Pattern.compile("/+$");

    /** @throws IllegalArgumentException names the option that is wrong, or the options that exclude each other */
    public static ServerSettings of(
            String serverUrl, String username, String password, String accessToken, Map<String, Object> httpOptions) {
        if ((username == null) != (password == null)) {
            throw new IllegalArgumentException("username and password go together: "
                    + (username == null ? "username" : "password") + " is missing");
        }
        if (username != null && accessToken != null) {
            throw new IllegalArgumentException("accessToken excludes username and password: give one or the other");
        }
        return new ServerSettings(
                baseUrls(serverUrl),
                username == null ? null : new Credentials(username, password),
                accessToken,
                httpOptions == null ? Map.of() : Map.copyOf(httpOptions));
    }

    private static List<URI> baseUrls(String serverUrl) {
        if (USER_INFO.matcher(serverUrl.strip()).find()) {
            throw new IllegalArgumentException(
                    "serverUrl must not contain a user: use the options username and password");
        }
        List<String> urls =
                Stream.of(serverUrl.split(",", -1)).map(String::strip).toList();
        if (urls.contains("")) {
            throw new IllegalArgumentException(
                    "serverUrl must not be empty, and a list must not have an empty element");
        }
        return urls.stream().map(ServerSettings::baseUrl).distinct().toList();
    }

    private static URI baseUrl(String serverUrl) {
        String trimmed = SLASHES_AT_END.matcher(serverUrl).replaceFirst("");
        // a query may have a token
        String shown = QUERY.matcher(serverUrl).replaceFirst("$1***");
        URI url;
        try {
            // the case of a scheme is insignificant, but Camel looks up the component by it
            url = URI.create(SCHEME.matcher(trimmed)
                    .replaceFirst(scheme -> scheme.group().toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException invalid) {
            // without its message, which has the text
            throw new IllegalArgumentException(
                    "serverUrl must be a URL, or URLs with commas in between, not '" + shown + "'");
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http
                || url.getHost() == null
                || url.getPort() > LAST_PORT
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("serverUrl must be like http://host:12800 or https://host/path, not '"
                    + shown + "'" + remedy(trimmed));
        }
        return url;
    }

    private static String remedy(String serverUrl) {
        if (serverUrl.startsWith("#")) {
            return ": the URL of a bean in the registry is #bean:NAME";
        }
        return serverUrl.contains("_") ? ": the name of a host cannot have underscores" : "";
    }

    /** Returns the base URLs in the form of the option. */
    public String servers() {
        return baseUrls.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    /**
     * Returns the name of the cluster in keys that must outlive this configuration: the base URL that is first in
     * alphabetical order. The order of the list does not matter, and servers with other URLs can be added.
     */
    public String clusterName() {
        return baseUrls.stream().map(URI::toString).min(String::compareTo).orElseThrow();
    }

    @Override
    public String toString() {
        return servers() + (credentials == null ? "" : " as " + credentials.username());
    }
}
