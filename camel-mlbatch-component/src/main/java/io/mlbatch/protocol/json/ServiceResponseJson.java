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
package io.mlbatch.protocol.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceResponse;

/** Reads and writes the result of one record: WebServiceResult. */
public final class ServiceResponseJson {

    private static final String WHAT = "the result of a record";
    private static final byte[] SUCCESS = "{\"success\":true".getBytes(StandardCharsets.UTF_8);

    /** A response without these fields is not one of the API. */
    private static final List<String> KNOWN = List.of("success", "errorMessage", "outputParameters");

    private ServiceResponseJson() {}

    /** Reads the response to a request-response call; its index is 0. */
    public static ServiceResponse read(InputStream in, List<Parameter> definitions) throws IOException {
        return Json.read(in, WHAT, parser -> {
            Set<String> names = new HashSet<>();
            ServiceResponse response = read(parser, 0, definitions, names::add);
            if (Collections.disjoint(names, KNOWN)) {
                throw new MalformedJsonException(WHAT + " has none of the fields " + String.join(", ", KNOWN), null);
            }
            return response;
        });
    }

    /** Reads the result on which a parser stands; its index is 0, and its outputs are not decoded. */
    public static ServiceResponse read(JsonParser parser) throws IOException {
        return read(parser, 0, List.of());
    }

    /** Reads the result of a record of a batch, as {@link #write} returned it. */
    public static ServiceResponse read(byte[] result, int index, List<Parameter> definitions) throws IOException {
        return Json.read(result, WHAT, parser -> read(parser, index, definitions));
    }

    /** Returns whether a result, as {@link #write} returned it, is that of a successful record. Parses nothing. */
    public static boolean isSuccess(byte[] result) {
        return result.length >= SUCCESS.length && Arrays.equals(SUCCESS, 0, SUCCESS.length, result, 0, SUCCESS.length);
    }

    static ServiceResponse read(JsonParser parser, int index, List<Parameter> definitions) throws IOException {
        return read(parser, index, definitions, name -> {});
    }

    private static ServiceResponse read(
            JsonParser parser, int index, List<Parameter> definitions, Consumer<String> fields) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, Object> outputs = new LinkedHashMap<>();
        List<String> changedFiles = new ArrayList<>();
        Map<String, byte[]> outputFiles = new LinkedHashMap<>();
        Json.fields(parser, WHAT, name -> {
            fields.accept(name);
            switch (name) {
                case "outputParameters":
                    if (parser.currentToken() == JsonToken.START_OBJECT) {
                        outputs.putAll(Json.object(parser));
                    } else {
                        parser.skipChildren();
                    }
                    break;
                case "changedFiles":
                    changedFiles.addAll(Json.texts(parser));
                    break;
                case "outputFiles":
                    readFiles(parser, outputFiles);
                    break;
                default:
                    texts.put(name, Json.text(parser));
            }
        });
        return new ServiceResponse(
                index,
                Boolean.parseBoolean(texts.get("success")),
                texts.get("errorMessage"),
                texts.get("consoleOutput"),
                outputs,
                changedFiles,
                definitions,
                outputFiles);
    }

    private static void readFiles(JsonParser parser, Map<String, byte[]> files) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        Json.fields(parser, WHAT + ", outputFiles", name -> {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                Json.expect(parser, JsonToken.VALUE_STRING, WHAT + ", the file '" + name + "'");
                files.put(name, parser.getBinaryValue());
            }
        });
    }

    /**
     * Writes a result. {@code outputFiles} is written only if the result has files: inside a batch it is not sent. NaN
     * is a text as an output, but {@code null} within a vector, matrix or data frame, where R and pandas read a text as
     * a column of texts.
     *
     * @throws IllegalArgumentException when an output has no JSON form; the message names it
     */
    public static byte[] write(ServiceResponse response) {
        return Json.bytes(generator -> write(generator, response));
    }

    /** Writes a result as a part of the document of a generator, see {@link #write(ServiceResponse)}. */
    public static void write(JsonGenerator generator, ServiceResponse response) throws IOException {
        generator.writeStartObject();
        generator.writeBooleanField("success", response.success());
        generator.writeStringField("errorMessage", response.error());
        generator.writeStringField("consoleOutput", response.consoleOutput());
        generator.writeFieldName("changedFiles");
        Json.writeTexts(generator, response.changedFiles());
        generator.writeFieldName("outputParameters");
        new ValueWriter(generator, true).writeNamed("output", response.rawOutputs());
        if (!response.outputFiles().isEmpty()) {
            generator.writeFieldName("outputFiles");
            writeFiles(generator, response.outputFiles());
        }
        generator.writeEndObject();
    }

    /**
     * Returns the response to a request-response call.
     *
     * @param result the result as {@link #write} returned it, without files
     * @param files its files by name; written also when empty
     */
    public static byte[] withFiles(byte[] result, Map<String, byte[]> files) {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        // the written bytes stay unchanged: parsing and writing could change numbers
        response.write(result, 0, result.length - 1);
        response.writeBytes(",\"outputFiles\":".getBytes(StandardCharsets.UTF_8));
        response.writeBytes(Json.bytes(generator -> writeFiles(generator, files)));
        response.write('}');
        return response.toByteArray();
    }

    private static void writeFiles(JsonGenerator generator, Map<String, byte[]> files) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            generator.writeBinaryField(file.getKey(), file.getValue());
        }
        generator.writeEndObject();
    }
}
