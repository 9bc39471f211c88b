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
package io.mlbatch.examples.scaleout;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM with a program of this example. It ends at the latest with the JVM that started it. */
final class ChildJvm {

    private final String name;
    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread printer = new Thread(this::print, name);
        printer.setDaemon(true);
        printer.start();
    }

    private void print() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                if (line.startsWith(name)) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            System.out.println("The output of " + name + " cannot be read: " + e);
        } finally {
            ready.completeExceptionally(new IllegalStateException(name + " has ended"));
        }
    }

    /** Waits until the program has printed a line that begins with its name. */
    void awaitReady() throws Exception {
        ready.get(2, TimeUnit.MINUTES);
    }

    /**
     * Starts a JVM that prints to the terminal of this one.
     *
     * @param without a part of the names of the jars that the program does not need; may be empty
     */
    static ChildJvm start(String name, Class<?> program, String without, Map<String, String> environment)
            throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        // Netty loads a library, of which Java 24 and later would warn
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(without),
                        program.getName())
                .redirectErrorStream(true);
        java.environment().putAll(environment);
        return new ChildJvm(name, java.start());
    }

    /** To be called by the program: ends it when its parent has died. */
    static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
    }

    private static String classPath(String without) {
        List<String> entries = new ArrayList<>();
        for (String entry : currentClassPath()) {
            if (without.isEmpty() || !entry.contains(without)) {
                entries.add(entry);
            }
        }
        return String.join(System.getProperty("path.separator"), entries);
    }

    /** Maven's exec:java runs programs in a class loader of its own. */
    private static List<String> currentClassPath() {
        ClassLoader loader = ChildJvm.class.getClassLoader();
        if (!(loader instanceof URLClassLoader urls)) {
            return List.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")));
        }
        List<String> entries = new ArrayList<>();
        for (URL url : urls.getURLs()) {
            try {
                entries.add(Path.of(url.toURI()).toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return entries;
    }

    String name() {
        return name;
    }

    /** Ends the JVM at once, as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
