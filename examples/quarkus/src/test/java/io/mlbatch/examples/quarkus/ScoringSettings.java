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
package io.mlbatch.examples.quarkus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.mlbatch.examples.testing.ExampleJvm;

/** A port that the client knows before the server has it, a folder for artifacts, and no end after the first batch. */
public class ScoringSettings implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            String port = ExampleJvm.freePort();
            return Map.of(
                    "quarkus.http.test-port",
                    port,
                    "quarkus.http.port",
                    port,
                    "scoring.artifacts",
                    Files.createTempDirectory("artifacts").toString(),
                    "scoring.stay",
                    "true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // the port is the server's, and the folder is the system's to clean
    }
}
