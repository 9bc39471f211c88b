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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that sends exactly the bytes that a test wants, for responses that a real server would not send: reads a
 * request, lets the test write, and closes the connection.
 */
public final class RawServer implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requestLines = new CopyOnWriteArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final Answer answer;
    private final Semaphore closed = new Semaphore(0);

    /** Writes the response, with status line and headers, to the request with this first line. */
    public interface Answer {
        void write(String requestLine, OutputStream out) throws IOException;
    }

    public RawServer(Answer answer) throws IOException {
        this.answer = answer;
        Thread thread = new Thread(this::serve, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Responds with this text. */
    public static RawServer answering(String text) throws IOException {
        return new RawServer((request, out) -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    public String url() {
        return "http://localhost:" + socket.getLocalPort();
    }

    /** The first lines of the requests so far. */
    public List<String> requestLines() {
        return List.copyOf(requestLines);
    }

    /** The number of bytes written to clients so far, heads included: at least as many as they have read. */
    public long written() {
        return written.get();
    }

    /** Waits until the server has closed one more connection. */
    public void awaitClosedConnection() throws InterruptedException {
        if (!closed.tryAcquire(1, TimeUnit.MINUTES)) {
            throw new AssertionError("no connection was closed");
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                String request = readRequest(new BufferedInputStream(connection.getInputStream()));
                answer.write(request, new Counted(connection.getOutputStream()));
                connection.getOutputStream().flush();
            } catch (IOException gone) {
                // the client closed the connection, as some tests require, or the server was closed
            }
            closed.release();
        }
    }

    private String readRequest(InputStream in) throws IOException {
        String requestLine = readLine(in);
        requestLines.add(requestLine);
        int length = 0;
        boolean chunked = false;
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
            chunked |= header.startsWith("transfer-encoding:");
        }
        in.readNBytes(length);
        while (chunked) {
            int size = Integer.parseInt(readLine(in), 16);
            in.readNBytes(size);
            readLine(in);
            chunked = size > 0;
        }
        return requestLine;
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the request broke off");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private final class Counted extends FilterOutputStream {

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            written.addAndGet(count);
            out.write(bytes, offset, count);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
