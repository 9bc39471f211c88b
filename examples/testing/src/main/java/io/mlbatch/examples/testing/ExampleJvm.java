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
package io.mlbatch.examples.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** JVM of an example, with the command line and the environment that a user would set. */
public final class ExampleJvm {

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    /** A JVM that has ended. */
    public record Run(int status, String output) {}

    private ExampleJvm(String jdk) {
        command.add(Path.of(jdk, "bin", "java").toString());
    }

    /** On the JDK that runs the tests. */
    public static ExampleJvm java(String... arguments) {
        return of(System.getProperty("java.home"), "-XX:TieredStopAtLevel=1").with(arguments);
    }

    /** On the JDK in this folder. */
    public static ExampleJvm of(String jdk, String... arguments) {
        return new ExampleJvm(jdk).with(arguments);
    }

    /** The class path of the tests. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** A port that is free now. */
    public static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    /** Adds arguments after those that the command has. */
    public ExampleJvm with(String... arguments) {
        command.addAll(List.of(arguments));
        return this;
    }

    /** Sets a variable of the environment. */
    public ExampleJvm variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Waits until the JVM ends by itself. */
    public Run run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("example", ".txt");
        ProcessBuilder java =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        java.environment().putAll(environment);
        Process process = java.start();
        try {
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            String printed = Files.readString(output);
            if (!ended) {
                throw new AssertionError("the JVM did not end by itself: " + printed);
            }
            return new Run(process.exitValue(), printed);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
