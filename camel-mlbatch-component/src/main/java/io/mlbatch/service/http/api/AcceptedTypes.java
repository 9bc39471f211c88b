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

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The media types that a caller accepts, by the header {@code Accept}. */
final class AcceptedTypes {

    private static final String JSON = "application/json";
    private static final String CSV = "text/csv";

    private final List<MediaType> ranges;

    AcceptedTypes(Optional<String> accept) {
        // a quoted comma does not occur in a type or a quality value
        ranges = accept.stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .map(MediaType::parse)
                .toList();
    }

    /** Returns true if the caller prefers CSV to JSON, which is the default. */
    boolean preferCsv() {
        return quality(CSV) > quality(JSON);
    }

    /** Returns the quality value of the most specific range. */
    private double quality(String type) {
        String group = type.substring(0, type.indexOf('/')) + "/*";
        return Stream.of(type, group, "*/*")
                .flatMap(range -> ranges.stream().filter(each -> each.name().equals(range)))
                .findFirst()
                .map(range -> range.parameter("q").map(AcceptedTypes::number).orElse(1.0))
                .orElse(0.0);
    }

    private static double number(String quality) {
        return quality.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(quality) : 0;
    }
}
