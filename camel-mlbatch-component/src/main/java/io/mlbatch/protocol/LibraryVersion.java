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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of this library. */
public final class LibraryVersion {

    /** Written by Camel's generator. */
    private static final String DESCRIPTION = "/META-INF/io/mlbatch/camel/mlbatch.json";

    private static final Pattern VERSION = Pattern.compile("\"version\": \"([\\w.\\-]+)\"");
    private static final String TEXT = read();

    private LibraryVersion() {}

    /** Returns the version; {@code unknown} in a jar without the description of the component. */
    public static String text() {
        return TEXT;
    }

    private static String read() {
        try (InputStream in = LibraryVersion.class.getResourceAsStream(DESCRIPTION)) {
            if (in != null) {
                Matcher version = VERSION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                if (version.find()) {
                    return version.group(1);
                }
            }
        } catch (IOException e) {
            // as without the file: the version is for logs of servers only
            return "unknown";
        }
        return "unknown";
    }
}
