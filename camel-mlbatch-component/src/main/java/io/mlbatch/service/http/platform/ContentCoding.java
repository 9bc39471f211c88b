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
package io.mlbatch.service.http.platform;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The compression of a body.
 *
 * @param codings the names in the header {@code Content-Encoding}, in lower case, without {@code identity}
 */
record ContentCoding(List<String> codings) {

    static ContentCoding parse(Optional<String> header) {
        return new ContentCoding(header.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !name.equals("identity"))
                .toList());
    }

    boolean isSupported() {
        return codings.isEmpty() || isGzip();
    }

    boolean isGzip() {
        return codings.size() == 1
                && (codings.get(0).equals("gzip") || codings.get(0).equals("x-gzip"));
    }

    /** Returns the codings as in the header. */
    String name() {
        return String.join(", ", codings);
    }
}
