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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.camel.MlbatchConfiguration;
import io.mlbatch.camel.MlbatchConstants;
import io.mlbatch.testing.ChildJvm;

/** A Camel context with one of the routes of {@code cluster/}, as a program in a JVM of its own or beside others. */
public final class Node implements AutoCloseable {

    /** All nodes emit, and share the repository. */
    static final String SHARED = "shared";

    /** One node emits; after its end, another one does. */
    static final String MASTER = "master";

    /** The line that it prints when its routes run. */
    static final String STARTED = "node started";

    private static final int INTERVAL_MILLIS = 200;

    private final CamelContext camel = new DefaultCamelContext();

    /** Starts a node in a JVM of its own. */
    static ChildJvm inJvm(String name, Site site, String route) throws IOException {
        return inJvm(name, site, route, Work.OF_A_ROUTE);
    }

    static ChildJvm inJvm(String name, Site site, String route, int work) throws IOException {
        List<String> arguments =
                List.of(name, site.folder().toString(), site.serverUrl(), route, Integer.toString(work));
        return new ChildJvm(name, site.folder(), ChildJvm.SHORT_LIVED, Node.class, arguments);
    }

    /** Starts a node that records each execution it receives, then takes the step. */
    Node(String name, Site site, String route, Processor step) throws Exception {
        camel.addComponent("mlbatch", component(site));
        camel.getRegistry().bind("emitted", site.repository().forCamel());
        if (route.equals(MASTER)) {
            joinCluster(site.clusterFolder());
        }
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:scores")
                        .process(exchange -> emission(name, exchange).writeTo(site.emissionsFolder()))
                        .process(step);
            }
        });
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "classpath:cluster/" + route + ".yaml"));
        camel.start();
    }

    private static MlbatchComponent component(Site site) {
        MlbatchComponent component = new MlbatchComponent();
        MlbatchConfiguration configuration = component.getConfiguration();
        configuration.setServerUrl(site.serverUrl());
        configuration.setInitialDelay(1);
        configuration.setDelay(20);
        configuration.setMaxDelay(100);
        return component;
    }

    private void joinCluster(Path locks) throws Exception {
        FileLockClusterService cluster = new FileLockClusterService();
        cluster.setRoot(locks.toString());
        cluster.setAcquireLockDelay(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        cluster.setAcquireLockInterval(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        camel.addService(cluster);
    }

    private static Emitted emission(String node, Exchange exchange) {
        return new Emitted(
                node,
                exchange.getMessage().getHeader(MlbatchConstants.EXECUTION_ID, String.class),
                exchange.getMessage().getHeader(Exchange.REDELIVERED, false, Boolean.class));
    }

    @Override
    public void close() throws Exception {
        camel.close();
    }

    /**
     * Runs until its standard input ends, also because its parent process has ended.
     *
     * @param args the node's name, the site's folder and server, the route, its work on an execution
     */
    public static void main(String[] args) throws Exception {
        Site site = new Site(Path.of(args[1]), args[2]);
        int work = Integer.parseInt(args[4]);
        try (Node node = new Node(args[0], site, args[3], exchange -> Work.spin(work))) {
            System.out.println(STARTED);
            while (System.in.read() >= 0) {
                // its input has no content
            }
        }
    }
}
