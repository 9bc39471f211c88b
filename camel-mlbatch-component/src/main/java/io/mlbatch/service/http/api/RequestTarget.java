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
package io.mlbatch.service.http.api;

import java.util.regex.Pattern;

/**
 * The target of a request, as it was sent: encoded.
 *
 * @param root the root of the API that received the request, like {@code /api}
 * @param contextPath the path that the server has before the root: empty, or like {@code /ml}
 * @param path the path with the context path, without the query
 * @param query the text after the {@code ?}; empty without a query
 */
public record RequestTarget(String root, String contextPath, String path, String query) {

    /** Scheme and authority, which a server has to accept before the path (RFC 9112). */
    private static final Pattern ORIGIN = Pattern.compile("^https?://[^/?]*", Pattern.CASE_INSENSITIVE);

    /** @param uri path and query of the request, or the whole URL */
    public static RequestTarget of(String root, String contextPath, String uri) {
        String target = ORIGIN.matcher(uri).replaceFirst("");
        int query = target.indexOf('?');
        return query < 0
                ? new RequestTarget(root, contextPath, target, "")
                : new RequestTarget(root, contextPath, target.substring(0, query), target.substring(query + 1));
    }

    /** Returns this target with another query, for servers that hand over the query separately. */
    public RequestTarget withQuery(String other) {
        return new RequestTarget(root, contextPath, path, other);
    }
}
