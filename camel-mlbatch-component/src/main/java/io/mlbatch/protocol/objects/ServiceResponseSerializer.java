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
package io.mlbatch.protocol.objects;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;

import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.ServiceResponseJson;

/** Writes a result as the wire has it, whatever the settings of the mapper. */
public final class ServiceResponseSerializer extends JsonSerializer<ServiceResponse> {

    @Override
    public void serialize(ServiceResponse result, JsonGenerator generator, SerializerProvider provider)
            throws IOException {
        ServiceResponseJson.write(generator, result);
    }

    @Override
    public void serializeWithType(
            ServiceResponse result, JsonGenerator generator, SerializerProvider provider, TypeSerializer type)
            throws IOException {
        serialize(result, generator, provider);
    }
}
