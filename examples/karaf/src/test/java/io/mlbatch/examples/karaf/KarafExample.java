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
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Starts a Karaf, sends the file {@code mtcars.csv} to both of its routes, and compares their output. Then executes a
 * batch there.
 */
public final class KarafExample {

    /** Half a unit of the published values' last digit. */
    static final double TOLERANCE = 5e-7;

    private static final List<String> ROUTES = List.of("yaml", "java");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private KarafExample() {}

    public static void main(String[] args) throws Exception {
        String server = System.getenv("MLBATCH_SERVER_URL");
        if (server != null) {
            run(server, System.out);
            return;
        }
        try (Host host = Host.start(Files.createTempDirectory(Build.target(), "executions"))) {
            System.out.printf(
                    "TxService/1.0 is hosted at %s, on Camel %s in this JVM%n", host.url(), host.camelVersion());
            run(host.url(), System.out);
        }
    }

    /** @throws IllegalStateException when a prediction differs from the published one */
    static List<ScoredFile> run(String serverUrl, PrintStream out) throws Exception {
        List<ScoredFile> scored = new ArrayList<>();
        int port = Host.freePort();
        try (Karaf karaf = Karaf.start(Build.karafHome(), serverUrl, port)) {
            Path folder = karaf.data().resolve("mlbatch");
            for (String route : ROUTES) {
                drop(folder.resolve(route).resolve("in"));
            }
            for (String route : ROUTES) {
                Path file = folder.resolve(route).resolve("out/predictions.csv");
                karaf.await(file, LIMIT);
                ScoredFile result = ScoredFile.read(file);
                scored.add(result);
                out.printf(
                        Locale.ROOT,
                        "Karaf %s, Camel %s, %s route: %d predictions, largest difference to the published ones %.2e: %s%n",
                        Build.karafVersion(),
                        Build.karafCamelVersion(),
                        route,
                        result.predictions().size(),
                        result.largestDifference(),
                        file);
            }
            String hosted = "http://127.0.0.1:" + port;
            List<Double> kilowatts = Caller.kilowatts(hosted, 110, 335);
            out.printf(
                    Locale.ROOT,
                    "Karaf %s, Camel %s hosts Power/1.0 at %s: 110 and 335 hp are %.1f and %.1f kW%n",
                    Build.karafVersion(),
                    Build.karafCamelVersion(),
                    hosted,
                    kilowatts.get(0),
                    kilowatts.get(1));
        }
        for (ScoredFile result : scored) {
            if (result.largestDifference() > TOLERANCE) {
                throw new IllegalStateException(result.file() + " has other predictions than the published ones");
            }
        }
        return scored;
    }

    private static void drop(Path inbox) throws IOException {
        Files.createDirectories(inbox);
        Path unfinished = inbox.resolve(".mtcars.csv");
        try (InputStream cars = KarafExample.class.getResourceAsStream("/data/mtcars.csv")) {
            Files.copy(cars, unfinished);
        }
        Files.move(unfinished, inbox.resolve("mtcars.csv"), StandardCopyOption.ATOMIC_MOVE);
    }
}
