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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.apache.camel.Converter;
import org.apache.camel.Exchange;

import io.mlbatch.camel.output.Csv;
import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.csv.Rows;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.ServiceDescriptionJson;
import io.mlbatch.protocol.json.ServiceResponseJson;

/**
 * Converts responses to text, bytes and streams for routes that write, send or log them: to JSON in the form of the
 * wire, or to {@link Csv}.
 */
@Converter(generateLoader = true)
public final class MlbatchConverter {

    private MlbatchConverter() {}

    // ---- the results of a batch

    /** The results as the server sent them; read from disk if they are spooled. */
    @Converter
    public static InputStream toInputStream(BatchResponse response) {
        return new ReplayableStream(() -> BatchResponseJson.stream(response));
    }

    @Converter
    public static byte[] toBytes(BatchResponse response) throws IOException {
        return BatchResponseJson.stream(response).readAllBytes();
    }

    @Converter
    public static String toString(BatchResponse response) throws IOException {
        return text(toBytes(response));
    }

    /** The results as {@link Rows}. The {@link BatchResponse} itself iterates the results unchanged. */
    @Converter
    public static Iterator<Map<String, Object>> toRows(BatchResponse response) {
        return new Rows(response);
    }

    /** Converting the body to CSV sets its content type, as marshaling with a data format does. */
    @Converter
    public static Csv toCsv(BatchResponse response, Exchange exchange) {
        if (exchange != null && exchange.getMessage().getBody() == response) {
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, Csv.CONTENT_TYPE);
        }
        return new Csv(response);
    }

    // ---- the results of a batch as CSV

    @Converter
    public static InputStream toInputStream(Csv csv) {
        return csv.stream();
    }

    @Converter
    public static byte[] toBytes(Csv csv) throws IOException {
        return csv.stream().readAllBytes();
    }

    @Converter
    public static String toString(Csv csv) throws IOException {
        return text(toBytes(csv));
    }

    // ---- the result of a record

    /** The decoded outputs. */
    @Converter
    public static Map<String, Object> toMap(ServiceResponse response) {
        return response.outputs();
    }

    @Converter
    public static byte[] toBytes(ServiceResponse response) {
        return ServiceResponseJson.write(response);
    }

    @Converter
    public static String toString(ServiceResponse response) {
        return text(toBytes(response));
    }

    @Converter
    public static InputStream toInputStream(ServiceResponse response) {
        return new ByteArrayInputStream(toBytes(response));
    }

    // ---- the description of a service

    /** An array with one element, as servers send it. */
    @Converter
    public static byte[] toBytes(ServiceDescription description) {
        return ServiceDescriptionJson.write(List.of(description));
    }

    @Converter
    public static String toString(ServiceDescription description) {
        return text(toBytes(description));
    }

    @Converter
    public static InputStream toInputStream(ServiceDescription description) {
        return new ByteArrayInputStream(toBytes(description));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
