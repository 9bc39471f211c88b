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

import java.util.Optional;

/** Writes the settings that the page of a host reads before its first call. */
public final class PageConfigJson {

    private PageConfigJson() {}

    /**
     * @param login true if callers have to log in
     * @param publicUrl the URL that callers use
     */
    public static byte[] write(boolean login, Optional<String> publicUrl) {
        return Json.bytes(generator -> {
            generator.writeStartObject();
            generator.writeBooleanField("login", login);
            generator.writeStringField("publicUrl", publicUrl.orElse(null));
            generator.writeEndObject();
        });
    }
}
