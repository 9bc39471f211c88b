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

import org.apache.camel.main.Main;

/** A host of a cluster: runs the route in {@code camel/cluster-host.yaml} until its process ends. */
public final class ClusterHost {

    private static final String DEFAULT_PORT = "12801";

    private ClusterHost() {}

    /** The environment variables {@code PORT}, {@code HOST_NAME} and {@code DATABASE_URL} are optional. */
    public static void main(String[] args) throws Exception {
        ChildJvm.endWithParent();
        String port = System.getenv().getOrDefault("PORT", DEFAULT_PORT);
        String name = System.getenv().getOrDefault("HOST_NAME", "host-" + port);
        Main main = new Main();
        main.setPropertyPlaceholderLocations("classpath:cluster-host.properties");
        main.addOverrideProperty("camel.server.port", port);
        main.bind("model", new Pricing(name));
        main.addMainListener(new Announcement(
                name + " is process " + ProcessHandle.current().pid() + ", at http://localhost:" + port));
        main.run();
    }
}
