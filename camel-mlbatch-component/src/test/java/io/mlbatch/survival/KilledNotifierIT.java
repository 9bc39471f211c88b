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

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.service.MlbatchServiceConstants;
import io.mlbatch.testing.ChildJvm;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** A host that dies by SIGKILL while it announces the end of an execution. */
@Tag("host")
class KilledNotifierIT {

    private static final String ANNOUNCING = "announcing ";

    @TempDir
    private Path folder;

    /** Hosts a service, and starts a batch on request. Prints each announcement, and holds it on request. */
    static final class Program {

        public static void main(String[] args) throws Exception {
            boolean isFirst = args[1].equals("first");
            CountDownLatch announced = new CountDownLatch(1);
            try (RunningHost host = RunningHost.with(component -> component.setDataDirectory(args[0]), routes -> {
                routes.from("mlbatch-service:A/1?notify=direct:ended").log("computed");
                routes.from("direct:ended").process(exchange -> {
                    System.out.println(ANNOUNCING + id(exchange));
                    if (isFirst) {
                        new CountDownLatch(1).await();
                    }
                    announced.countDown();
                });
            })) {
                if (isFirst) {
                    host.start("/api/A/1/batch", "[{}]");
                }
                announced.await();
            }
        }

        private static String id(Exchange exchange) {
            return exchange.getMessage().getHeader(MlbatchServiceConstants.EXECUTION_ID, String.class);
        }
    }

    private ChildJvm start(String life) throws Exception {
        return new ChildJvm(
                life,
                folder,
                ChildJvm.SHORT_LIVED,
                Program.class,
                List.of(folder.resolve("data").toString(), life));
    }

    @Test
    void endWhoseAnnouncementAKillInterrupted_isAnnouncedAfterTheNextStart() throws Exception {
        try (ChildJvm first = start("first")) {
            first.awaitPrinted(ANNOUNCING);
            first.kill();
        }
        try (ChildJvm second = start("second")) {
            assertThat(second.awaitEnd())
                    .filteredOn(line -> line.startsWith(ANNOUNCING))
                    .hasSize(1);
        }
    }
}
