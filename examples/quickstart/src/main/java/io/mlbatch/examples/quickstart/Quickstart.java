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
package io.mlbatch.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

import org.apache.camel.main.Main;

import io.mlbatch.examples.mtcars.Mtcars;

/** Runs the routes in {@code camel/*.yaml} until the terminal has shown everything, or something has failed. */
public final class Quickstart {

    private static final int VENDORS_PORT = 12800;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Quickstart() {}

    public static void main(String[] args) throws Exception {
        int port = freePort();
        Path classes = classes();
        Path out = classes.resolveSibling("out");
        TerminalView terminal = new TerminalView(System.out, out);
        terminal.hosting(port, port == VENDORS_PORT);

        Main main = new Main();
        main.addOverrideProperty("camel.server.port", String.valueOf(port));
        main.addOverrideProperty("quickstart.in", withCars(classes.resolveSibling("in")));
        main.addOverrideProperty("quickstart.out", out.toString());
        main.addOverrideProperty(
                "quickstart.executions",
                emptied(classes.resolveSibling("executions")).toString());
        main.bind("terminal", terminal);
        main.start();
        try {
            terminal.awaitEnd(LIMIT);
        } finally {
            main.stop();
        }
    }

    /** The folder with the file that is scored. */
    private static String withCars(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (InputStream cars = Mtcars.csv()) {
            Files.copy(cars, folder.resolve("mtcars.csv"), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder.toString();
    }

    /** Deletes the files of the last run: its batch would be emitted again, beside that of this run. */
    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return folder;
    }

    /** The vendor's port when it is free, else any. */
    private static int freePort() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(loopback, VENDORS_PORT));
            return VENDORS_PORT;
        } catch (IOException taken) {
            try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
                return socket.getLocalPort();
            }
        }
    }

    /** {@code target/classes}, wherever the build runs. */
    private static Path classes() throws URISyntaxException {
        return Path.of(Quickstart.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
