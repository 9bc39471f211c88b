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
package io.mlbatch.springboot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

import io.mlbatch.service.MlbatchServiceComponent;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** The drain of a host at the stop of a Spring application. */
@Tag("host")
class HostDrainLifecycleIT {

    private static final String BATCH = "/api/A/1/batch";

    private final HeldProcessor held = new HeldProcessor();

    /** Stops in the phase of Boot's web server, and the host with it. */
    private static final class WebServer implements SmartLifecycle {

        private final CamelContext camelContext;
        private boolean drainedBefore;

        WebServer(CamelContext camelContext) {
            this.camelContext = camelContext;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {
            MlbatchServiceComponent host = camelContext.getComponent("mlbatch-service", MlbatchServiceComponent.class);
            drainedBefore = host.isDrained();
            camelContext.stop();
        }

        @Override
        public boolean isRunning() {
            return camelContext.isStarted();
        }

        @Override
        public int getPhase() {
            return DEFAULT_PHASE - 1024;
        }
    }

    @Test
    void stopOfTheApplication_drainsWhileTheWebServerServesCalls() throws Exception {
        try (RunningHost host = RunningHost.with(
                        component -> component.setDrainTimeout(300_000),
                        routes -> routes.from("mlbatch-service:A/1").process(held));
                GenericApplicationContext application = new GenericApplicationContext()) {
            String execution = host.start(BATCH, "[{}]");
            application.registerBean(CamelContext.class, host::camelContext, bean -> bean.setDestroyMethodName(""));
            WebServer webServer = new WebServer(host.camelContext());
            application.registerBean(WebServer.class, () -> webServer);
            application.registerBean(HostDrainLifecycle.class, application);
            application.refresh();

            CompletableFuture<Void> stop = CompletableFuture.runAsync(application::close);
            awaitTrue(() -> host.get("/status").body().contains("warn"));
            assertResponse(host.post(BATCH, "[{}]"), 503, "The host drains");
            held.release(0, null);
            // results in memory are kept until they are read
            host.awaitComplete(execution);
            stop.get(1, TimeUnit.MINUTES);
            assertThat(webServer.drainedBefore).isTrue();
            assertThat(host.camelContext().isStopped()).isTrue();
        }
    }
}
