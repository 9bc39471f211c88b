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
package io.mlbatch.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** A program of the test's own class path in a JVM of its own, which is killed when it is closed. */
public final class ChildJvm implements AutoCloseable {

    /** Options of a JVM that lives for seconds and must start quickly. */
    public static final List<String> SHORT_LIVED =
            List.of("-Xmx128m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    public static final long SMALL_HEAP_BYTES = 64L * 1024 * 1024;

    // without the exit a route would handle an OutOfMemoryError like any other failure
    private static final List<String> SMALL_HEAP = List.of("-Xmx" + SMALL_HEAP_BYTES, "-XX:+ExitOnOutOfMemoryError");

    private final Path printed;
    private final Process process;

    /**
     * Starts the program.
     *
     * @param name names its temporary folder and the file of its output
     * @param folder contains both
     * @param options of the JVM
     */
    public ChildJvm(String name, Path folder, List<String> options, Class<?> program, List<String> arguments)
            throws IOException {
        printed = folder.resolve(name + ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp-" + name)));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    /** Runs a program with a heap of {@link #SMALL_HEAP_BYTES} until it ends, and returns the lines that it printed. */
    public static List<String> runWithSmallHeap(Path folder, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        try (ChildJvm jvm = new ChildJvm("small-heap", folder, SMALL_HEAP, program, arguments)) {
            return jvm.awaitEnd();
        }
    }

    /** Waits until the program ends by itself without an error, and returns the lines that it printed. */
    public List<String> awaitEnd() throws IOException, InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(this::printed).isTrue();
        assertThat(process.exitValue()).as(this::printed).isZero();
        return Files.readAllLines(printed);
    }

    public void awaitPrinted(String text) {
        await(() -> printed().contains(text));
    }

    public void await(CountDownLatch event) {
        await(() -> event.getCount() == 0);
    }

    /** Waits for an event that the program causes, with a check per millisecond; fails if the program ends first. */
    public void await(Callable<Boolean> event) {
        Awaitility.await()
                .atMost(5, TimeUnit.MINUTES)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> {
                    assertThat(process.isAlive()).as(this::printed).isTrue();
                    return event.call();
                });
    }

    /** Ends the program with SIGKILL, whatever it does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGTERM, waits until the program has ended, and returns the lines that it printed. */
    public List<String> terminate() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(this::printed).isTrue();
        return Files.readAllLines(printed);
    }

    /** Stops the program at once, as the pause of a machine does. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets a stopped program continue. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** All that the program has printed so far. */
    public List<String> lines() throws IOException {
        return Files.readAllLines(printed);
    }

    /** Ends the standard input of the program, which must then end without an error. */
    public void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        awaitEnd();
    }

    private String printed() {
        try {
            return "it printed: " + Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
