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
package io.mlbatch.protocol;

import java.util.LinkedHashMap;

/** The properties of an object of an application as a record, with the class of the object for errors. */
public final class ObjectProperties extends LinkedHashMap<String, Object> {

    private static final long serialVersionUID = 1L;

    private final Class<?> type;

    public ObjectProperties(Class<?> type) {
        this.type = type;
    }

    /** Returns the class of the object. */
    public Class<?> type() {
        return type;
    }
}
