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
package io.mlbatch.service.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The options of the page.
 *
 * @param enabled true if the host serves the page
 * @param publicUrl the URL that callers use, without a slash at the end; empty if it is that of the server
 */
public record PageOptions(boolean enabled, Optional<URI> publicUrl) {

    /**
     * Reads the option {@code publicUrl}.
     *
     * @throws IllegalArgumentException if it is not an absolute URL of http or https with nothing after its path
     */
    public static PageOptions of(boolean enabled, String publicUrl) {
        return new PageOptions(
                enabled,
                Optional.ofNullable(publicUrl).filter(url -> !url.isBlank()).map(PageOptions::url));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text.strip().replaceAll("/+$", ""));
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            // a password would be shown to every caller
            if (http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            // rejected below, without the text: it may contain a password
        }
        throw new IllegalArgumentException("The option publicUrl of the component mlbatch-service must be a URL such as"
                + " https://scoring.example/ml, without user, query and fragment");
    }
}
