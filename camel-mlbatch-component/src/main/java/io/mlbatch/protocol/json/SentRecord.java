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
import java.io.UncheckedIOException;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/** A record with its text, which is JSON without extensions. The fields are read from the text when they are needed. */
public final class SentRecord extends AbstractMap<String, Object> {

    private final byte[] text;
    private Map<String, Object> fields;

    SentRecord(byte[] text) {
        this.text = text;
    }

    /** Returns the object as it was sent, in UTF-8. */
    public byte[] text() {
        return text;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        if (fields == null) {
            try {
                fields = RecordsJson.readRecord(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return fields.entrySet();
    }
}
