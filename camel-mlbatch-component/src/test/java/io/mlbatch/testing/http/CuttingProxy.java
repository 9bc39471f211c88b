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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The network between a program and a server on this machine, which a test can cut: connections are refused, and those
 * that are open lose their data until the cut heals, or end at once.
 */
public final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private ServerSocket server;
    private boolean silent;

    /** @param target the port of the server */
    public CuttingProxy(int target) throws IOException {
        this.target = target;
        this.server = listen(0);
        this.port = server.getLocalPort();
    }

    public int port() {
        return port;
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 50);
        threads.execute(() -> accept(opened));
        return opened;
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                Socket client = opened.accept();
                sockets.add(client);
                connect(client);
            } catch (IOException e) {
                // the listener was closed, by a cut or at the end
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket connection = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(connection);
            threads.execute(() -> copy(client, connection));
            threads.execute(() -> copy(connection, client));
        } catch (IOException e) {
            // the server is down
            sockets.remove(client);
            client.close();
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitHealing();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one side has closed its connection, or the cut has
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void awaitHealing() throws IOException {
        while (silent) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /** Cuts the network. @param silently open connections do not end: their data arrives after the cut */
    public synchronized void cut(boolean silently) throws IOException {
        server.close();
        silent = silently;
        if (!silently) {
            closeAll();
        }
    }

    public synchronized void heal() throws IOException {
        silent = false;
        notifyAll();
        server = listen(port);
    }

    private void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        silent = false;
        notifyAll();
        closeAll();
        threads.shutdownNow();
    }
}
