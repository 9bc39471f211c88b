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

import io.mlbatch.jvm.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A {@link Node} in a JVM of its own; killed when it is closed. */
final class NodeJvm implements AutoCloseable {

    /** They live for seconds: what counts is that they start quickly. */
    private static final List<String> OPTIONS =
            List.of("-Xmx128m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path printed;
    private final Process process;

    NodeJvm(String name, Site site, String route) throws IOException {
        Path temporary = Files.createDirectory(site.folder().resolve("tmp-" + name));
        printed = site.folder().resolve(name + ".txt");
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("-Djava.io.tmpdir=" + temporary);
        process = ChildJvm.of(options, Node.class, List.of(name, site.folder().toString(), site.serverUrl(), route))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    /** Waits until its routes run. */
    void awaitsStart() {
        awaits(() -> printed().contains(Node.STARTED));
    }

    /** Waits for what the node is to cause; fails when it ends before that. */
    void awaits(CountDownLatch event) {
        awaits(() -> event.getCount() == 0);
    }

    /** As {@link #awaits(CountDownLatch)}; looks every millisecond. */
    void awaits(Callable<Boolean> event) {
        await().atMost(1, TimeUnit.MINUTES)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> {
                    assertThat(process.isAlive()).as(this::printed).isTrue();
                    return event.call();
                });
    }

    /** Ends it with SIGKILL, in the middle of whatever it does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it in good order. */
    void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(this::printed).isTrue();
        assertThat(process.exitValue()).as(this::printed).isZero();
    }

    private String printed() {
        try {
            return "a node printed: " + Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
