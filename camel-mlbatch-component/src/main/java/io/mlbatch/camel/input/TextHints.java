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
import io.mlbatch.protocol.csv.CsvFormat;

/**
 * Information about a text before it is read.
 *
 * @param options take precedence over the other hints
 * @param contentType may state format and charset; may be {@code null}
 * @param contentEncoding may state that bytes are compressed; may be {@code null}
 * @param fileName may state the format, and that bytes are compressed; may be {@code null}
 * @param exchangeCharset of bytes whose charset neither the options nor the content type state
 */
public record TextHints(
        InputOptions options, String contentType, String contentEncoding, String fileName, Charset exchangeCharset) {

    /** Returns the format that an option, the content type or the file name states, or {@link RecordFormat#auto}. */
    RecordFormat format() {
        return options.format() == RecordFormat.auto ? RecordFormat.hinted(contentType, fileName) : options.format();
    }

    /**
     * Returns the form of CSV. Its delimiter is a tab if the content type or the file name denotes tab-separated
     * values, unless an option sets the delimiter.
     */
    CsvFormat csv() {
        CsvFormat csv = options.csv();
        return csv.delimiter() == null && RecordFormat.hintsTabs(contentType, fileName) ? csv.delimitedBy('\t') : csv;
    }

    boolean isGzip() {
        return RecordFormat.hintsGzip(fileName)
                || contentEncoding != null
                        && contentEncoding.toLowerCase(Locale.ROOT).contains("gzip");
    }

    /** @throws InvalidRecordException when the content type names an unknown charset */
    Charset charset() {
        if (options.charset() != null) {
            return options.charset();
        }
        // without the parameter Camel's helper returns UTF-8
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).contains("charset=")) {
            return exchangeCharset;
        }
        try {
            return Charset.forName(IOHelper.getCharsetNameFromContentType(contentType));
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.of("the charset of the content type '" + contentType + "' is unknown");
        }
    }

    /**
     * The hints for a file. Its name takes precedence over that of a header, unless it is temporary and states no
     * format.
     */
    TextHints of(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean stating = RecordFormat.hinted(null, name) != RecordFormat.auto || RecordFormat.hintsGzip(name);
        return stating ? new TextHints(options, contentType, contentEncoding, name, exchangeCharset) : this;
    }
}
