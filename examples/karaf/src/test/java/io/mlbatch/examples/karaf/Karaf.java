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
package io.mlbatch.examples.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/** A Karaf in a process of its own. */
final class Karaf implements AutoCloseable {

    /** Lines of the log after which waiting is useless. */
    private static final Pattern HOPELESS = Pattern.compile(
            "(?i)missing requirement|unable to resolve|error resolving|error installing|failed delivery|do not start");

    private final Path home;
    private final Process process;

    private Karaf(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    /**
     * @param serverUrl where the routes send their batches
     * @param port where its own host listens
     */
    static Karaf start(Path home, String serverUrl, int port) throws IOException {
        new KarafHome(home).prepare(Build.target().resolve("features"));
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // one process to end, not two
        builder.environment().put("KARAF_EXEC", "exec");
        builder.environment().put("MLBATCH_SERVER_URL", serverUrl);
        builder.environment().put("MLBATCH_PORT", String.valueOf(port));
        builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("data/console.txt").toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return new Karaf(home, builder.start());
    }

    Path data() {
        return home.resolve("data");
    }

    /** Until the file is there. */
    void await(Path file, Duration limit) {
        Awaitility.await()
                .alias(file + " of Karaf, whose log is " + log())
                .pollInterval(Duration.ofMillis(100))
                .atMost(limit)
                .failFast(this::stillHopeful)
                .until(() -> Files.exists(file));
    }

    private void stillHopeful() {
        List<String> bad =
                logged().stream().filter(line -> HOPELESS.matcher(line).find()).toList();
        if (!bad.isEmpty()) {
            throw new IllegalStateException("Karaf logs: " + String.join(System.lineSeparator(), bad));
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("Karaf ended with " + process.exitValue() + ", see " + log());
        }
    }

    List<String> logged() {
        try {
            return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return data().resolve("log/karaf.log");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
