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
package io.mlbatch.examples.generated;

import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.mlbatch.examples.generated.client.api.TxServiceApi;
import io.mlbatch.examples.generated.client.model.BatchWebServiceResult;
import io.mlbatch.examples.generated.client.model.InputParameters;
import io.mlbatch.examples.generated.client.model.WebServiceResult;

/**
 * The life of a batch, by the generated client: against a host of its own, or the server that {@code MLBATCH_URL}
 * names.
 */
public final class GeneratedClient {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Executor PAUSE = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

    private GeneratedClient() {}

    public static void main(String[] args) throws Exception {
        String url = System.getenv("MLBATCH_URL");
        if (url != null) {
            run(url);
            return;
        }
        try (Host host = new Host()) {
            run(host.url());
        }
    }

    private static void run(String url) throws Exception {
        Session session = new Session(url);
        session.login(environment("MLBATCH_USERNAME", "analyst"), environment("MLBATCH_PASSWORD", "mtcars-1974"));
        TxServiceApi api = session.api();
        print("login", url);

        print("consume", prediction(api.manualTransmission(car(120, 2.8))));

        List<InputParameters> cars = List.of(car(110, 2.62), car(93, 2.32), car(245, 3.84));
        String id = api.startBatchExecution(cars, 2).getBatchExecutionId();
        print("start", id);
        print("list", api.getBatchExecutions().contains(id) ? "has it" : "has it not");

        BatchWebServiceResult batch = awaitEnd(api, id);
        print("status", batch.getState() + ", " + batch.getCompletedItemCount() + " of " + batch.getTotalItemCount());
        for (int index = 0; index < batch.getTotalItemCount(); index++) {
            print(
                    "record " + index,
                    prediction(batch.getBatchExecutionResults().get(index)) + ", files "
                            + api.getBatchExecutionFiles(id, index));
        }
        File file = api.getBatchExecutionFile(id, 0, "answer.csv");
        print("answer.csv", String.join(" | ", Files.readAllLines(file.toPath())));
        print("delete", api.cancelAndDeleteBatchExecution(id).toString());

        session.refresh();
        print("refresh", api.getBatchExecutions().contains(id) ? "has it still" : "has it no longer");
        session.user().revokeRefreshToken(session.tokens().getRefreshToken());
        print("revoke", "done");
    }

    static InputParameters car(double hp, double wt) {
        return new InputParameters().hp(hp).wt(wt);
    }

    static Object prediction(WebServiceResult result) {
        List<?> column = (List<?>) result.getOutputParameters().getAnswer().get("am_Pred");
        return column.get(0);
    }

    private static BatchWebServiceResult awaitEnd(TxServiceApi api, String id) throws Exception {
        Instant end = Instant.now().plus(LIMIT);
        while (true) {
            BatchWebServiceResult batch = api.getBatchExecutionStatus(id, false);
            // in any letter case
            if (batch.getState().equalsIgnoreCase("complete")) {
                return batch;
            }
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("Execution " + id + " is still " + batch.getState());
            }
            CompletableFuture.runAsync(() -> {}, PAUSE).get();
        }
    }

    private static String environment(String name, String defaultValue) {
        return System.getenv().getOrDefault(name, defaultValue);
    }

    private static void print(String what, Object value) {
        System.out.printf("%-12s %s%n", what, value);
    }
}
