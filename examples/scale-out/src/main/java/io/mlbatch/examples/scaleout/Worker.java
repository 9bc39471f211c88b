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

/**
 * A worker: runs the route in {@code camel/worker.yaml}, which needs Camel and a JMS client, and nothing of mlbatch.
 */
public final class Worker {

    private Worker() {}

    /** Needs the environment variables {@code BROKER_URL} and {@code WORKER_NAME}. */
    public static void main(String[] args) throws Exception {
        ChildJvm.endWithParent();
        Main main = new Main();
        main.configure().setRoutesIncludePattern("classpath:camel/worker.yaml");
        main.configure().setName("worker");
        // the properties of this module are those of the host
        main.setDefaultPropertyPlaceholderLocation("false");
        main.bind("model", new Pricing(System.getenv("WORKER_NAME")));
        main.run();
    }
}
