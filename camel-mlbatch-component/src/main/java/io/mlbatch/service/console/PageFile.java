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
package io.mlbatch.service.console;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.security.Sha256;

/**
 * A file of the page with its headers. Browsers ask for a file at each use and keep it while its ETag is the same, so
 * that a new release is complete at once.
 */
final class PageFile {

    private static final int ETAG_BYTES = 16;

    /** The page runs its own files only, and no other page can frame it. Images are artifacts, which are blobs. */
    private static final Map<String, String> STRICT = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "DENY",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-cache");

    private final String etag;
    private final HttpResponse complete;
    private final HttpResponse notModified;

    PageFile(byte[] content, String type) {
        etag = '"' + HexFormat.of().formatHex(Sha256.bytes(content), 0, ETAG_BYTES) + '"';
        notModified = new HttpResponse(304, STRICT, new byte[0]).withHeader("ETag", etag);
        complete =
                new HttpResponse(200, STRICT, content).withHeader("ETag", etag).withHeader("Content-Type", type);
    }

    /** @param ifNoneMatch the header {@code If-None-Match} of the request */
    HttpResponse response(Optional<String> ifNoneMatch) {
        return ifNoneMatch.filter(this::matches).isPresent() ? notModified : complete;
    }

    private boolean matches(String ifNoneMatch) {
        return Stream.of(ifNoneMatch.split(","))
                .map(String::strip)
                // caches and proxies that compress may weaken the tag
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
    }
}
