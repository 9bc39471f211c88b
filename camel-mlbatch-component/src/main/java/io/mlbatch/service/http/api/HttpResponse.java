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

import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP response.
 *
 * @param status the status code
 * @param headers all headers, including the content type
 * @param body {@code byte[]}, or an {@link java.io.InputStream} if the content can be large
 */
public record HttpResponse(int status, Map<String, String> headers, Object body) {

    /** A browser must not take the data of a user for a page, whatever it contains, and must not keep it. */
    private static final Map<String, String> DATA = Map.of(
            "X-Content-Type-Options",
            "nosniff",
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cache-Control",
            "no-store");

    private static final Map<String, String> JSON = typed("application/json; charset=utf-8");
    private static final Map<String, String> CSV = typed("text/csv; charset=utf-8");
    private static final Map<String, String> FILE = typed("application/octet-stream");

    private static Map<String, String> typed(String contentType) {
        Map<String, String> headers = new HashMap<>(DATA);
        headers.put("Content-Type", contentType);
        return Map.copyOf(headers);
    }

    public static HttpResponse json(int status, Object body) {
        return new HttpResponse(status, JSON, body);
    }

    static HttpResponse csv(Object content) {
        return new HttpResponse(200, CSV, content);
    }

    /** Returns a file of a route, which a browser saves and does not show. */
    static HttpResponse file(Object content) {
        return new HttpResponse(200, FILE, content).withHeader("Content-Disposition", "attachment");
    }

    /** @param name a name of letters, digits, dots, hyphens and underscores */
    public static HttpResponse attachment(String contentType, String name, Object content) {
        return new HttpResponse(200, typed(contentType), content)
                .withHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }

    /** @param location relative, because a proxy may have a prefix */
    public static HttpResponse redirect(String location) {
        return new HttpResponse(302, DATA, new byte[0]).withHeader("Location", location);
    }

    public HttpResponse withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body);
    }
}
