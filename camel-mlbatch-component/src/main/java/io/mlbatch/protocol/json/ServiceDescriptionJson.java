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

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;

/** Reads and writes service metadata: an array of descriptions. */
public final class ServiceDescriptionJson {

    private static final String WHAT = "the service description";

    private ServiceDescriptionJson() {}

    /**
     * Returns the descriptions in an array; reads a single object as an array of one, and {@code null} as an empty
     * array.
     */
    public static List<ServiceDescription> read(InputStream in) throws IOException {
        return Json.read(in, WHAT, parser -> {
            List<ServiceDescription> descriptions = new ArrayList<>();
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                descriptions.add(description(parser));
            } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
                Json.expect(parser, JsonToken.START_ARRAY, WHAT);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    descriptions.add(description(parser));
                }
            }
            return descriptions;
        });
    }

    private static ServiceDescription description(JsonParser parser) throws IOException {
        Map<String, String> texts = new HashMap<>();
        List<Parameter> inputs = new ArrayList<>();
        List<Parameter> outputs = new ArrayList<>();
        List<String> fileNames = new ArrayList<>();
        Json.fields(parser, WHAT, name -> {
            switch (name) {
                case "inputParameterDefinitions":
                    readParameters(parser, inputs);
                    break;
                case "outputParameterDefinitions":
                    readParameters(parser, outputs);
                    break;
                case "outputFileNames":
                    fileNames.addAll(Json.texts(parser));
                    break;
                default:
                    texts.put(name, Json.text(parser));
            }
        });
        return new ServiceDescription(
                id(texts),
                texts.get("versionPublishedBy"),
                texts.get("creationTime"),
                texts.get("snapshotId"),
                texts.get("runtimeType"),
                texts.get("initCode"),
                texts.get("code"),
                texts.get("description"),
                texts.get("operationId"),
                inputs,
                outputs,
                fileNames,
                texts.get("myPermissionOnService"));
    }

    private static ServiceId id(Map<String, String> texts) throws MalformedJsonException {
        try {
            return new ServiceId(texts.get("name"), texts.get("version"));
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(WHAT + ": " + e.getMessage(), e);
        }
    }

    private static void readParameters(JsonParser parser, List<Parameter> parameters) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        Json.expect(parser, JsonToken.START_ARRAY, WHAT);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Map<String, String> texts = new HashMap<>();
            Json.fields(parser, WHAT, name -> texts.put(name, Json.text(parser)));
            String name = texts.get("name");
            if (name == null) {
                throw new MalformedJsonException(WHAT + " has a parameter without a name", null);
            }
            parameters.add(
                    new Parameter(name, ParameterType.find(texts.get("type")).orElse(ParameterType.ANY)));
        }
    }

    public static byte[] write(List<ServiceDescription> descriptions) {
        return Json.bytes(generator -> {
            generator.writeStartArray();
            for (ServiceDescription description : descriptions) {
                write(generator, description);
            }
            generator.writeEndArray();
        });
    }

    private static void write(JsonGenerator generator, ServiceDescription description) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("name", description.id().name());
        generator.writeStringField("version", description.id().version());
        writeText(generator, "versionPublishedBy", description.publishedBy());
        writeText(generator, "creationTime", description.creationTime());
        writeText(generator, "snapshotId", description.snapshotId());
        writeText(generator, "runtimeType", description.runtimeType());
        writeText(generator, "initCode", description.initCode());
        writeText(generator, "code", description.code());
        writeText(generator, "description", description.description());
        writeText(generator, "operationId", description.operationId());
        writeParameters(generator, "inputParameterDefinitions", description.inputs());
        writeParameters(generator, "outputParameterDefinitions", description.outputs());
        generator.writeFieldName("outputFileNames");
        Json.writeTexts(generator, description.outputFileNames());
        writeText(generator, "myPermissionOnService", description.myPermission());
        generator.writeEndObject();
    }

    private static void writeText(JsonGenerator generator, String name, String text) throws IOException {
        if (text != null) {
            generator.writeStringField(name, text);
        }
    }

    private static void writeParameters(JsonGenerator generator, String name, List<Parameter> parameters)
            throws IOException {
        generator.writeArrayFieldStart(name);
        for (Parameter parameter : parameters) {
            generator.writeStartObject();
            generator.writeStringField("name", parameter.name());
            generator.writeStringField("type", parameter.type().wireName());
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }
}
