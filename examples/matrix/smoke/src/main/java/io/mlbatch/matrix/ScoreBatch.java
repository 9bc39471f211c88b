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
package io.mlbatch.matrix;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/** Scores a batch by a route, and prints the version of Camel and the results. */
public final class ScoreBatch {

    private ScoreBatch() {}

    /** @param args the server's address; without one, the host is in this JVM as well */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            score(args[0]);
        } else {
            try (HostedSum host = HostedSum.start()) {
                score(host.url());
            }
        }
    }

    private static void score(String serverUrl) throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            MlbatchComponent mlbatch = context.getComponent("mlbatch", MlbatchComponent.class);
            mlbatch.getConfiguration().setServerUrl(serverUrl);
            mlbatch.getConfiguration().setUsername("analyst");
            mlbatch.getConfiguration().setPassword("mtcars-1974");
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:score").to("mlbatch:Sum/1.0?operation=execute&initialDelay=50&delay=50");
                }
            });
            context.start();
            BatchResponse batch = context.createProducerTemplate()
                    .requestBody("direct:score", "a,b\n1,2\n3,4\n", BatchResponse.class);
            List<Object> sums = new ArrayList<>();
            for (ServiceResponse record : batch) {
                sums.add(record.output("sum"));
            }
            System.out.println("Camel " + context.getVersion() + ", JDK "
                    + Runtime.version().feature() + ": " + batch.state() + " " + sums);
        } finally {
            context.stop();
        }
    }
}
