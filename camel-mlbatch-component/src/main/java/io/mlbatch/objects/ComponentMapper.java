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
package io.mlbatch.objects;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.support.service.ServiceHelper;

import io.mlbatch.protocol.objects.DefaultMapper;

/** Selects the mapper of a component: that of the application, or else the default of camel-jackson. */
public final class ComponentMapper {

    private ComponentMapper() {}

    /**
     * Returns the mapper for the objects of a component.
     *
     * @param option the option objectMapper of the component, which Camel sets when the registry has exactly one
     *     mapper; returned unchanged. {@code null} without either
     */
    public static ObjectMapper of(CamelContext context, ObjectMapper option) {
        if (option != null) {
            return option;
        }
        JacksonDataFormat jackson = new JacksonDataFormat();
        jackson.setCamelContext(context);
        // a mapper of the registry would be configured below, but belongs to the application
        jackson.setAutoDiscoverObjectMapper(false);
        ServiceHelper.startService(jackson);
        return DefaultMapper.configure(jackson.getObjectMapper());
    }
}
