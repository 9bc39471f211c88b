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
package io.mlbatch.survival;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.mlbatch.testing.ChildJvm;
import io.mlbatch.testing.http.CuttingProxy;

/** A node of a cluster: a JVM that is started again after its death, and its network to the database. */
final class ClusterMember implements AutoCloseable {

    private final String name;
    private final Path folder;
    private final CuttingProxy network;
    private final int port;
    private final List<ChildJvm> lives = new ArrayList<>();
    private ChildJvm jvm;

    /** @param database the port of PostgreSQL */
    ClusterMember(String name, Path folder, int database) throws IOException {
        this.name = name;
        this.folder = folder;
        this.network = new CuttingProxy(database);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    HostClient client(Supplier<Optional<String>> token) {
        return new HostClient(port, token);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void start() throws IOException {
        String life = name + "-" + lives.size();
        String url = "jdbc:postgresql://127.0.0.1:" + network.port() + "/postgres?user=postgres&password=postgres";
        // executions continue on nodes with another chunk size
        String chunkSize = lives.size() % 2 == 0 ? "1" : "9";
        jvm = new ChildJvm(
                life,
                folder,
                ChildJvm.SHORT_LIVED,
                HostProgram.class,
                List.of(Integer.toString(port), url, computed(life).toString(), chunkSize));
        lives.add(jvm);
    }

    void awaitStarted() {
        jvm.awaitPrinted(HostProgram.STARTED);
    }

    void restart() throws IOException {
        start();
        awaitStarted();
    }

    void kill() throws InterruptedException {
        jvm.kill();
    }

    /** An orderly stop. */
    void stop() throws IOException, InterruptedException {
        jvm.stop();
    }

    void pause() throws IOException, InterruptedException {
        jvm.pause();
    }

    void resume() throws IOException, InterruptedException {
        jvm.resume();
    }

    void cut(boolean silently) throws IOException {
        network.cut(silently);
    }

    void heal() throws IOException {
        network.heal();
    }

    /** The records that all lives have begun to compute, in no order. */
    List<Computed> computed() throws IOException {
        List<Computed> all = new ArrayList<>();
        for (int life = 0; life < lives.size(); life++) {
            all.addAll(Computed.readFrom(computed(name + "-" + life)));
        }
        return all;
    }

    private Path computed(String life) {
        return folder.resolve(life + ".computed");
    }

    /** The lines that all lives have printed, with a text in them. */
    List<String> printed(String text) throws IOException {
        List<String> found = new ArrayList<>();
        for (ChildJvm life : lives) {
            life.lines().stream().filter(line -> line.contains(text)).forEach(found::add);
        }
        return found;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        network.close();
        if (jvm != null) {
            jvm.close();
        }
    }
}
