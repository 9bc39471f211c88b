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

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.apache.camel.StreamCache;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.DecodingReader;
import io.mlbatch.protocol.GunzipStream;

/** Opens bodies that are text: characters, bytes, streams and files. */
final class TextBodies {

    private static final String ADVICE = "set the option charset to the charset of the text, for example windows-1252";

    private TextBodies() {}

    private interface BytesOpener {
        InputStream open() throws IOException;
    }

    /** Empty when the body is not text. */
    static Optional<RecordSource> find(Object body, TextHints hints) {
        if (body instanceof File file) {
            return find(file.toPath(), hints);
        }
        if (body instanceof Path path) {
            return bytes(() -> Files.newInputStream(path), true, hints.of(path));
        }
        if (body instanceof CharSequence text) {
            String whole = text.toString();
            return characters(() -> new StringReader(whole), true, hints);
        }
        if (body instanceof Reader reader) {
            return characters(() -> fromItsStart(reader), reader instanceof StreamCache, hints);
        }
        if (body instanceof byte[] array) {
            return bytes(() -> new ByteArrayInputStream(array), true, hints);
        }
        if (body instanceof ByteBuffer buffer) {
            byte[] content = new byte[buffer.remaining()];
            // keeps the position of the route's buffer
            buffer.duplicate().get(content);
            return find(content, hints);
        }
        if (body instanceof ByteArrayOutputStream downloaded) {
            // the body of files of the FTP component
            return find(downloaded.toByteArray(), hints);
        }
        if (body instanceof InputStream stream) {
            return bytes(() -> fromItsStart(stream), stream instanceof StreamCache, hints);
        }
        return Optional.empty();
    }

    private static <T> T fromItsStart(T stream) {
        if (stream instanceof StreamCache cache) {
            cache.reset();
        }
        return stream;
    }

    private static Optional<RecordSource> characters(
            TextRecordSource.Opener opener, boolean repeatable, TextHints hints) {
        return Optional.of(new TextRecordSource(opener, repeatable, hints.format(), hints.csv()));
    }

    private static Optional<RecordSource> bytes(BytesOpener opener, boolean repeatable, TextHints hints) {
        Charset charset = hints.charset();
        return characters(() -> decoded(opener.open(), hints.isGzip(), charset), repeatable, hints);
    }

    /** @param gzip whether the bytes may be compressed; uncompressed bytes are read, too */
    private static Reader decoded(InputStream opened, boolean gzip, Charset charset) throws IOException {
        InputStream in = new BufferedInputStream(opened);
        try {
            if (gzip && BinaryFormat.GZIP.matches(in)) {
                in = new BufferedInputStream(new GunzipStream(in));
            }
            BinaryFormat.requireText(in);
            return new DecodingReader(in, DecodingReader.detect(in, charset), ADVICE);
        } catch (IOException | RuntimeException | Error e) {
            TextRecordSource.closeAfter(e, in);
            throw e;
        }
    }
}
