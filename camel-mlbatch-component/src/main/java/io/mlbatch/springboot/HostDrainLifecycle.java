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

import org.apache.camel.CamelContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.mlbatch.service.MlbatchServiceComponent;

/**
 * Drains the hosts of an application that stops, if their option {@code drainTimeout} is set. Its phase ends before
 * those of the web server, which Spring stops before the Camel context.
 */
final class HostDrainLifecycle implements SmartLifecycle {

    private final ApplicationContext application;
    private volatile boolean running;

    HostDrainLifecycle(ApplicationContext application) {
        this.application = application;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        for (CamelContext camelContext :
                application.getBeansOfType(CamelContext.class, false, false).values()) {
            for (String name : camelContext.getComponentNames()) {
                if (camelContext.hasComponent(name) instanceof MlbatchServiceComponent host) {
                    host.drainBeforeStop();
                }
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
