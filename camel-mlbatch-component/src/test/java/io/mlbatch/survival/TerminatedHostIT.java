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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.service.MlbatchServiceConstants;
import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** A program of camel-main that gets SIGTERM while it computes. */
@Tag("host")
class TerminatedHostIT {

    private static final int RECORDS = 5;

    @TempDir
    private Path folder;

    /** Hosts a service on a port, and starts a batch for it. Prints the records that it begins and ends. */
    static final class Program extends RouteBuilder {

        private final String server;

        private Program(String server) {
            this.server = server;
        }

        public static void main(String[] args) throws Exception {
            Main main = new Main();
            main.addInitialProperty("camel.server.enabled", "true");
            main.addInitialProperty("camel.server.host", "127.0.0.1");
            main.addInitialProperty("camel.server.port", args[0]);
            main.addInitialProperty("camel.component.mlbatch-service.dataDirectory", args[1]);
            main.addInitialProperty("camel.component.mlbatch-service.drainTimeout", "40s");
            main.configure().addRoutesBuilder(new Program("http://127.0.0.1:" + args[0]));
            main.run();
        }

        @Override
        public void configure() {
            from("mlbatch-service:A/1").process(exchange -> {
                Object index = exchange.getMessage().getHeader(MlbatchServiceConstants.INDEX);
                System.out.println("begun " + index);
                Work.spin(10 * Work.OF_A_ROUTE);
                System.out.println("ended " + index);
            });
            from("timer:once?repeatCount=1&delay=0")
                    .setBody(constant(Collections.nCopies(RECORDS, Map.of("hp", 1))))
                    .to("mlbatch:A/1?operation=start&parallelCount=1&validateInput=false&serverUrl=" + server);
        }
    }

    @Test
    void terminatedHost_computesAcceptedRecordsWithinItsDrainTimeout() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> arguments =
                List.of(Integer.toString(port), folder.resolve("data").toString());
        try (ChildJvm host = new ChildJvm("host", folder, ChildJvm.SHORT_LIVED, Program.class, arguments)) {
            host.awaitPrinted("begun 0");
            assertThat(host.terminate()).contains("ended " + (RECORDS - 1));
        }
    }
}
