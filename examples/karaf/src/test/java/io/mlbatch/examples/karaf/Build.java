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
package io.mlbatch.examples.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Properties;

/** The artifacts of the build, and their paths. */
final class Build {

    private static final Properties VALUES = new Properties();

    static {
        try (InputStream values = Build.class.getResourceAsStream("/build.properties")) {
            VALUES.load(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Build() {}

    static String version() {
        return VALUES.getProperty("version");
    }

    static String karafVersion() {
        return VALUES.getProperty("karaf");
    }

    static String karafCamelVersion() {
        return VALUES.getProperty("karaf.camel");
    }

    /** The unpacked Karaf. */
    static Path karafHome() {
        return target().resolve("karaf").resolve("apache-karaf-" + karafVersion());
    }

    static Path target() {
        try {
            return Path.of(Build.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
