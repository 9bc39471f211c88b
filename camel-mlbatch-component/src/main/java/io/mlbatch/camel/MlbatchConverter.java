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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.camel.Converter;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.json.BatchResponseJson;

/** Answers as JSON in the wire's form, for routes that write, send or log them. */
@Converter(generateLoader = true)
public final class MlbatchConverter {

    private MlbatchConverter() {}

    /** Encodes while it is read. */
    @Converter
    public static InputStream toInputStream(BatchResponse response) {
        return BatchResponseJson.stream(response);
    }

    @Converter
    public static String toString(BatchResponse response) throws IOException {
        return new String(BatchResponseJson.stream(response).readAllBytes(), StandardCharsets.UTF_8);
    }
}
