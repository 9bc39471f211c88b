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
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection that uses HTTP/2 without an upgrade, and announces how much of a response it accepts. */
public final class RawHttp2Connection implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private int stream = 1;

    /** @param window bytes of the body that each response may begin with */
    public RawHttp2Connection(int port, int window) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream settings = new ByteArrayOutputStream();
        DataOutputStream setting = new DataOutputStream(settings);
        setting.writeShort(INITIAL_WINDOW_SIZE);
        setting.writeInt(window);
        frame(SETTINGS, 0, 0, settings.toByteArray());
        frame(SETTINGS, ACK, 0, new byte[0]);
    }

    /** Sends a request with a JSON body; an empty text sends no body. */
    public void request(String method, String path, String body) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, ":method", method);
        field(fields, ":path", path);
        field(fields, ":scheme", "http");
        field(fields, ":authority", "localhost");
        try {
            frame(HEADERS, END_HEADERS | (body.isEmpty() ? END_STREAM : 0), stream, fields.toByteArray());
            if (!body.isEmpty()) {
                frame(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.UTF_8));
            }
        } catch (SocketException closed) {
            // the server may have closed it before the last request
        }
        stream += 2;
    }

    /** Literals without Huffman's code, of less than 127 bytes. */
    private static void field(ByteArrayOutputStream fields, String name, String value) throws IOException {
        fields.write(0);
        for (String text : new String[] {name, value}) {
            fields.write(text.length());
            fields.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(frame);
        fields.writeByte(0);
        fields.writeShort(payload.length);
        fields.writeByte(type);
        fields.writeByte(flags);
        fields.writeInt(stream);
        fields.write(payload);
        out.write(frame.toByteArray());
    }

    /** Waits until so many responses have begun. */
    public void awaitHeads(int count) throws IOException {
        for (int heads = 0; heads < count; ) {
            if (nextType() == HEADERS) {
                heads++;
            }
        }
    }

    private int nextType() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipNBytes(length + 5L);
        return type;
    }

    /** True when the server has closed the connection. */
    public boolean isClosedByServer() {
        try {
            socket.setSoTimeout(10);
            while (true) {
                nextType();
            }
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
