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

import java.util.Optional;
import java.util.function.Function;

/**
 * The headers that show which server name a client used, and which page sent the request. A client that is not a
 * browser sends only the first header.
 *
 * @param host the header {@code Host}
 * @param origin the header {@code Origin}: scheme, host and port of the page, or {@code null} as text
 * @param fetchSite the header {@code Sec-Fetch-Site}: how the page's site relates to this server
 */
public record Provenance(Optional<String> host, Optional<String> origin, Optional<String> fetchSite) {

    /** @param headers returns the value of a header */
    public static Provenance of(Function<String, Optional<String>> headers) {
        return new Provenance(headers.apply("Host"), headers.apply("Origin"), headers.apply("Sec-Fetch-Site"));
    }
}
