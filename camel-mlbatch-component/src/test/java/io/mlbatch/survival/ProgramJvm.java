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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A program in a JVM of its own; killed when it is closed. */
class ProgramJvm implements AutoCloseable {

    /** They live for seconds: what counts is that they start quickly. */
    private static final List<String> OPTIONS =
            List.of("-Xmx128m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path printed;
    private final Process process;

    /**
     * Starts it.
     *
     * @param name of its temporary folder and of the file of what it prints
     * @param folder of both
     */
    ProgramJvm(String name, Path folder, Class<?> program, List<String> arguments) throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("tmp-" + name));
        printed = folder.resolve(name + ".txt");
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("-Djava.io.tmpdir=" + temporary);
        process = ChildJvm.of(options, program, arguments)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    /** Waits until it has printed that. */
    final void awaitsPrinted(String line) {
        awaits(() -> printed().contains(line));
    }

    /** Waits for what it is to cause; fails when it ends before that. */
    final void awaits(CountDownLatch event) {
        awaits(() -> event.getCount() == 0);
    }

    /** As {@link #awaits(CountDownLatch)}; looks every millisecond. */
    final void awaits(Callable<Boolean> event) {
        await().atMost(1, TimeUnit.MINUTES)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> {
                    assertThat(process.isAlive()).as(this::printed).isTrue();
                    return event.call();
                });
    }

    /** Ends it with SIGKILL, in the middle of whatever it does. */
    final void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it in good order. */
    final void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(this::printed).isTrue();
        assertThat(process.exitValue()).as(this::printed).isZero();
    }

    private String printed() {
        try {
            return "it printed: " + Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void close() throws InterruptedException {
        kill();
    }
}
