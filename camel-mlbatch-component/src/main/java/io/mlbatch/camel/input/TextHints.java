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
package io.mlbatch.camel.input;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;

import org.apache.camel.util.IOHelper;

import io.mlbatch.protocol.InvalidRecordException;

/**
 * What is known of a text before it is read.
 *
 * @param format what the user says; counts more than any hint
 * @param contentType a hint for {@link RecordFormat#auto}, or {@code null}; its charset counts more than the other
 * @param fileName a hint for {@link RecordFormat#auto}, or {@code null}
 * @param charset of CSV in bytes; JSON says itself
 */
public record TextHints(RecordFormat format, String contentType, String fileName, Charset charset) {

    /** The format that is said; {@link RecordFormat#auto} when nothing says it. */
    RecordFormat told() {
        return format == RecordFormat.auto ? RecordFormat.hinted(contentType, fileName) : format;
    }

    /** @throws InvalidRecordException when the content type names an unknown charset */
    Charset toldCharset() {
        // without the parameter Camel's helper would answer UTF-8
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).contains("charset=")) {
            return charset;
        }
        try {
            return Charset.forName(IOHelper.getCharsetNameFromContentType(contentType));
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.of("the charset of the content type '" + contentType + "' is unknown");
        }
    }

    /**
     * The hints for a file. Its own name counts more than a header's, unless it is a temporary one that says nothing.
     */
    TextHints of(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean telling = RecordFormat.hinted(null, name) != RecordFormat.auto;
        return telling ? new TextHints(format, contentType, name, charset) : this;
    }
}
