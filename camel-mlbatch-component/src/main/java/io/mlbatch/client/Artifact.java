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
package io.mlbatch.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A file of a record, streamed from the server. Closing it before its end aborts the transfer instead of reading the
 * rest.
 */
public final class Artifact extends FilterInputStream {

    private final String fileName;
    private final OptionalLong length;
    private final String contentType;
    private final Runnable abort;
    private boolean atEnd;

    /**
     * @param contentType the media type that the server reports, or {@code null}
     * @param abort aborts the transfer
     */
    public Artifact(String fileName, InputStream content, OptionalLong length, String contentType, Runnable abort) {
        super(content);
        this.fileName = fileName;
        this.length = length;
        this.contentType = contentType;
        this.abort = abort;
    }

    /** Returns the name of the file on the server. Do not trust the name as a path. */
    public String fileName() {
        return fileName;
    }

    /** Returns the length in bytes, if the server reports it. */
    public OptionalLong length() {
        return length;
    }

    /** Returns the media type that the server reports, or {@code null}. */
    public String contentType() {
        return contentType;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        atEnd |= octet < 0;
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int read = super.read(buffer, offset, count);
        atEnd |= read < 0;
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (!atEnd) {
            // runs once, even if the artifact is closed again
            atEnd = true;
            abort.run();
        }
        super.close();
    }
}
