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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.service.MlbatchServiceComponent;
import io.mlbatch.service.MlbatchServiceConstants;

/** Hosts {@link Scoring}, and writes down which records it computes. */
public final class HostProgram {

    /** The line that it prints before it opens its folder. */
    static final String OPENING = "host opening";

    /** The line that it prints when it serves. */
    static final String STARTED = "host started";

    /** The user of a cluster. */
    static final String USER = "caller";

    static final String PASSWORD = "secret";

    /** Less than a millisecond: many records are in all stages at the time of a kill. */
    private static final int WORK_OF_A_RECORD = 200_000;

    private HostProgram() {}

    /**
     * Runs until its standard input ends, also because its parent process has ended.
     *
     * @param args the port, the data directory or the URL of a cluster's database, the file of computed records, the
     *     chunk size
     */
    public static void main(String[] args) throws Exception {
        // routes write until the context has stopped
        try (OutputStream computed = Files.newOutputStream(
                        Path.of(args[2]), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
                CamelContext camel = new DefaultCamelContext()) {
            MainHttpServer server = new MainHttpServer();
            server.setCamelContext(camel);
            server.setHost("127.0.0.1");
            server.setPort(Integer.parseInt(args[0]));
            camel.addService(server);
            MlbatchServiceComponent component = new MlbatchServiceComponent();
            if (args[1].startsWith("jdbc:")) {
                joinCluster(component, args[1]);
            } else {
                component.setDataDirectory(args[1]);
            }
            camel.addComponent("mlbatch-service", component);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("mlbatch-service:" + Scoring.SERVICE
                                    + "?inputs=batch:integer,index:integer,filler:character&outputs=score:numeric&chunkSize="
                                    + args[3])
                            .process(exchange -> compute(exchange, computed));
                }
            });
            System.out.println(OPENING);
            camel.start();
            System.out.println(STARTED);
            while (System.in.read() >= 0) {
                // its input has no content
            }
        }
    }

    private static void joinCluster(MlbatchServiceComponent component, String url) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(20);
        pool.setMinimumIdle(2);
        pool.setConnectionTimeout(5_000);
        component.setDataSource(new HikariDataSource(pool));
        component.setClustered(true);
        component.setUsername(USER);
        component.setPassword(PASSWORD);
    }

    /** Computes one record, or a chunk. In chunks of even batches, a record that fails makes its exchange fail. */
    private static void compute(Exchange exchange, OutputStream computed) throws IOException {
        Object body = exchange.getMessage().getBody();
        boolean isChunk = body instanceof List;
        List<?> records = isChunk ? (List<?>) body : List.of(body);
        String execution = exchange.getMessage().getHeader(MlbatchServiceConstants.EXECUTION_ID, String.class);
        int first = exchange.getMessage().getHeader(MlbatchServiceConstants.INDEX, Integer.class);
        StringBuilder lines = new StringBuilder();
        for (int position = 0; position < records.size(); position++) {
            lines.append(new Computed(execution, first + position).line());
        }
        // lines that have been handed to the system stay when the JVM is killed
        computed.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        List<Object> scores = new ArrayList<>();
        for (Object record : records) {
            int batch = (Integer) ((Map<?, ?>) record).get("batch");
            int index = (Integer) ((Map<?, ?>) record).get("index");
            Work.spin(WORK_OF_A_RECORD);
            if (Scoring.leavesFile(index)) {
                String position = isChunk ? scores.size() + "/" : "";
                exchange.setVariable("mlbatch.artifact." + position + Scoring.FILE, Scoring.file(batch, index));
            }
            if (Scoring.fails(index)) {
                IllegalStateException failure = new IllegalStateException(Scoring.error(batch, index));
                if (!isChunk || batch % 2 == 0) {
                    throw failure;
                }
                scores.add(failure);
            } else {
                scores.add(Scoring.score(batch, index));
            }
        }
        exchange.getMessage().setBody(isChunk ? scores : scores.get(0));
    }
}
