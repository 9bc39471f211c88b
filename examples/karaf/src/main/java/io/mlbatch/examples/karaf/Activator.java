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

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Objects;

import org.apache.camel.CamelContext;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

/** Runs the routes with the settings of {@code etc/io.mlbatch.example.cfg}, and restarts them when the file changes. */
public final class Activator implements BundleActivator, ManagedService {

    private static final String CONFIGURATION = "io.mlbatch.example";

    private BundleContext bundle;
    private ServiceRegistration<ManagedService> registration;
    /** The settings of the running routes. */
    private Settings settings;

    private CamelContext running;

    @Override
    public void start(BundleContext context) {
        bundle = context;
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_PID, CONFIGURATION);
        registration = context.registerService(ManagedService.class, this, properties);
    }

    /** @param configuration null without a configuration file */
    @Override
    public synchronized void updated(Dictionary<String, ?> configuration) throws ConfigurationException {
        Settings changed = configuration == null ? null : Settings.of(configuration);
        // Karaf also notifies of the file that it has written itself
        if (!Objects.equals(changed, settings)) {
            end();
            if (changed != null) {
                running = Scoring.start(bundle, changed);
                settings = changed;
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        registration.unregister();
        end();
    }

    private synchronized void end() {
        if (running != null) {
            running.stop();
            running = null;
            settings = null;
        }
    }
}
