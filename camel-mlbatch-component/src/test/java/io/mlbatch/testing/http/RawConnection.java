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
package io.mlbatch.testing.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection to a server on this machine, for requests that no client would make. Gives up after ten seconds. */
public final class RawConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    public RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = socket.getInputStream();
    }

    public RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request's head, and no more. */
    public RawConnection head(String request, String... headers) throws IOException {
        return send(request + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n") + "\r\n");
    }

    /** A response with a Content-Length, or the head of one without; does not wait for more. */
    public String answer() throws IOException {
        String head = until("\r\n\r\n");
        int length = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        if (length < 0) {
            return head;
        }
        String digits = head.substring(length + 16, head.indexOf("\r\n", length));
        return head + new String(in.readNBytes(Integer.parseInt(digits)), StandardCharsets.UTF_8);
    }

    /** True when bytes have arrived that are not read yet. */
    public boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    /** Reads and drops up to so many of the received bytes; waits for the first. */
    public int skip(int most) throws IOException {
        return in.read(new byte[most]);
    }

    /** Reads until a text has been received. */
    public String until(String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.UTF_8).endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection ended after: " + read);
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the server closes the connection. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** True when the server has closed the connection, or does within the ten seconds; false when a byte arrives. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
