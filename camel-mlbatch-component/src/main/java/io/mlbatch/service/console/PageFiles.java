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
package io.mlbatch.service.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page, in memory. They are resources beside this class; {@code files.txt} has their names, because a
 * folder of the class path cannot be listed in a bundle or a native executable. A request can name no other file.
 */
final class PageFiles {

    static final String INDEX = "index.html";
    static final String LIST = "files.txt";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, PageFile> files = new HashMap<>();

    /** @throws IllegalStateException if the jar is incomplete, or has a file of an unknown type */
    PageFiles() {
        for (String name : new String(read(LIST), StandardCharsets.UTF_8).split("\\R")) {
            files.put(name, new PageFile(read(name), type(name)));
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The file '" + name + "' of the page is missing in the jar camel-mlbatch-component");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("The file '" + name + "' of the page cannot be read", e);
        }
    }

    private static String type(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("The file '" + name + "' of the page has an unknown type");
        }
        return type;
    }

    Optional<PageFile> find(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
