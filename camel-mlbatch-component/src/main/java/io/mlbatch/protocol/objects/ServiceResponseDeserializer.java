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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;

import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.ServiceResponseJson;

/** Reads a result as the wire has it. The wire does not contain the index, which is 0. Outputs are not decoded. */
public final class ServiceResponseDeserializer extends JsonDeserializer<ServiceResponse> {

    @Override
    public ServiceResponse deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return ServiceResponseJson.read(parser);
    }
}
