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

import org.apache.camel.CamelContext;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.osgi.framework.BundleContext;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.service.MlbatchServiceComponent;

/** The Camel context of the bundle, with its three routes. */
final class Scoring {

    private Scoring() {}

    static CamelContext start(BundleContext bundle, Settings settings) {
        OsgiDefaultCamelContext context = new OsgiDefaultCamelContext(bundle);
        context.getCamelContextExtension().setName("mlbatch-example");
        // the name is enough: the component is found in its own bundle
        MlbatchComponent mlbatch = context.getComponent("mlbatch", MlbatchComponent.class);
        mlbatch.getConfiguration().setServerUrl(settings.serverUrl());
        mlbatch.getConfiguration().setUsername(settings.username());
        mlbatch.getConfiguration().setPassword(settings.password());
        MlbatchServiceComponent host = context.getComponent("mlbatch-service", MlbatchServiceComponent.class);
        host.setUsername(settings.username());
        host.setPassword(settings.password());
        try {
            HttpServer.start(context, settings.port());
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("classpath:camel/score.yaml"));
            context.addRoutes(new ScoreRoute());
            context.addRoutes(new HostedRoute());
            context.start();
            return context;
        } catch (Exception e) {
            context.stop();
            throw new IllegalStateException("The routes of the example do not start", e);
        }
    }
}
