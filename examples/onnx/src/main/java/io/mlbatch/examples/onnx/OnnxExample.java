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
package io.mlbatch.examples.onnx;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.main.Main;

/** Writes the network's file and runs the routes in {@code camel/*.yaml} until no file has come for a while. */
public final class OnnxExample {

    private static final int NEURONS = 256;

    private OnnxExample() {}

    /** @param args the working folder; without it, {@code work} in the current folder */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args.length > 0 ? args[0] : "work").toAbsolutePath();
        Path network = folder.resolve("transmission.onnx");
        Files.createDirectories(folder);
        Files.write(network, NetworkFile.write(Network.fitted(NEURONS)));

        Main main = new Main();
        main.addOverrideProperty("scoring.folder", folder.toString());
        try (OnnxModel model = new OnnxModel(network)) {
            main.bind("network", model);
            main.run();
        }
    }
}
