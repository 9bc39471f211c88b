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
package io.mlbatch.service;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Services with {@code chunkSize} over HTTP. */
@Tag("host")
class MlbatchServiceChunksIT {

    private static final String DECLARED = "?inputs=hp:numeric&outputs=answer:numeric&chunkSize=";

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @AutoClose
    private final RunningHost host = RunningHost.open(routes -> {
        routes.from("mlbatch-service:List/1.0" + DECLARED + "4&parallelCount=3").process(this::score);
        routes.from("mlbatch-service:Columns/1.0" + DECLARED + "4").bean(new Doubled());
    });

    MlbatchServiceChunksIT() throws Exception {}

    /** A model of columns. */
    public static final class Doubled {

        public Map<String, double[]> score(DataFrame columns) {
            double[] hp = columns.numbers("hp");
            return Map.of(
                    "answer",
                    IntStream.range(0, hp.length).mapToDouble(i -> 2 * hp[i]).toArray());
        }
    }

    private void score(Exchange exchange) {
        List<?> records = exchange.getMessage().getBody(List.class);
        seen.add(exchange.getMessage().getHeader(MlbatchServiceConstants.INDEX) + "+" + records.size() + "/"
                + exchange.getMessage().getHeader(MlbatchServiceConstants.TOTAL_ITEM_COUNT));
        List<Object> results = new ArrayList<>();
        for (Object record : records) {
            double hp = (Double) ((Map<?, ?>) record).get("hp");
            if (hp == -1) {
                throw new IllegalStateException("hp is negative");
            }
            if (hp == 7) {
                exchange.setVariable("mlbatch.artifact." + results.size() + "/seven.txt", "7");
            }
            results.add(hp == -2 ? new IllegalArgumentException("hp is too small") : hp + 1);
        }
        exchange.getMessage().setBody(results);
    }

    private static String records(int... hps) {
        return IntStream.of(hps)
                .mapToObj(hp -> hp == 0 ? "{}" : "{\"hp\":" + hp + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void chunks_areComputedAndFailuresStayWithTheirRecords() throws Exception {
        String path = host.run("/api/List/1.0/batch", records(1, 2, -1, 4, 5, -2, 7, 8, 0, 10));

        String body = host.get(path).body();
        assertThat(body)
                .startsWith("{\"state\":\"Complete\",\"completedItemCount\":10,\"totalItemCount\":10,"
                        + "\"parallelCount\":3,");
        assertThat(body.split("\"success\"")).hasSize(11);
        assertThat(body)
                .containsSubsequence(
                        "\"answer\":2.0",
                        "\"answer\":3.0",
                        "hp is negative",
                        "\"answer\":5.0",
                        "\"answer\":6.0",
                        "hp is too small",
                        "\"changedFiles\":[\"seven.txt\"]",
                        "\"answer\":8.0",
                        "\"answer\":9.0",
                        "record 8: input 'hp' (numeric) is missing",
                        "\"answer\":11.0");
        assertThat(host.get(path + "/6/files/seven.txt").body()).isEqualTo("7");
        assertThat(seen).contains("0+4/10", "0+2/10", "2+1/10", "3+1/10", "4+4/10", "9+1/10");
    }

    @Test
    void singleRecord_isAChunkOfOne() throws Exception {
        HttpResponse<String> answer = host.post("/api/List/1.0", "{\"hp\":7}");

        assertThat(answer.body()).contains("\"answer\":8.0", "\"outputFiles\":{\"seven.txt\":\"Nw==\"}");
        assertThat(seen).containsExactly("0+1/1");
    }

    @Test
    void columns_areTheParameterAndTheResultOfABean() throws Exception {
        String path = host.run("/api/Columns/1.0/batch", records(1, 2, 3, 4, 5));

        assertThat(host.get(path).body())
                .containsSubsequence(
                        "\"answer\":2.0", "\"answer\":4.0", "\"answer\":6.0", "\"answer\":8.0", "\"answer\":10.0")
                .doesNotContain("\"success\":false");
    }
}
