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
package io.mlbatch.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.mlbatch.examples.mtcars.Prediction;
import io.mlbatch.examples.mtcars.PredictionTable;
import io.mlbatch.protocol.BatchResponse;

/** Shows the batch in the terminal: its progress, its predictions beside the published ones, where the files are. */
public class TerminalView {

    private static final int BAR_WIDTH = 32;

    private final PrintStream out;
    private final Path folder;
    private final boolean interactive = System.console() != null;
    /** The predictions, and the artifacts. */
    private final CountDownLatch written = new CountDownLatch(2);

    private int drawn = -1;
    private boolean ended;
    private int artifacts;
    private String failure;

    public TerminalView(PrintStream out, Path folder) {
        this.out = out;
        this.folder = folder;
    }

    void hosting(int port, boolean vendorsPort) {
        out.printf(
                "TxService/1.0 is hosted at http://localhost:%d%s%n",
                port, vendorsPort ? "" : " (12800, the usual port, is taken)");
    }

    /** Draws the bar anew when records have completed since. */
    public synchronized void progress(BatchResponse batch) {
        if (!ended && batch.completedItemCount() > drawn) {
            draw(
                    batch.completedItemCount(),
                    batch.totalItemCount(),
                    batch.state().toString());
        }
    }

    private void draw(int completed, int total, String state) {
        drawn = completed;
        int filled = total == 0 ? 0 : BAR_WIDTH * completed / total;
        String bar = "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled);
        String line = String.format("[%s] %d of %d %-10s", bar, completed, total, state);
        out.print(interactive ? "\r" + line : line + System.lineSeparator());
        out.flush();
    }

    /** Prints the predictions beside the published ones; returns them as CSV. */
    public synchronized String predictions(BatchResponse batch) throws IOException {
        progress(batch);
        ended = true;
        out.printf(interactive ? "%n%n" : "%n");
        List<Prediction> predictions = Prediction.of(batch);
        PredictionTable.print(predictions, out);
        long different = predictions.stream().filter(car -> !car.isPublished()).count();
        if (different > 0) {
            failed(String.format(
                    Locale.ROOT,
                    "%d of %d predictions differ by more than %.0e from the published ones",
                    different,
                    predictions.size(),
                    Prediction.TOLERANCE));
        }
        return csv(predictions);
    }

    private static String csv(List<Prediction> predictions) {
        StringBuilder csv = new StringBuilder("index,model,hp,wt,am_Pred\n");
        for (int index = 0; index < predictions.size(); index++) {
            Prediction car = predictions.get(index);
            csv.append(String.format(
                    Locale.ROOT, "%d,%s,%s,%s,%.10f%n", index, car.model(), car.hp(), car.wt(), car.predicted()));
        }
        return csv.toString();
    }

    public void predictionsWritten() {
        written.countDown();
    }

    public synchronized void artifactsWritten(int count) {
        artifacts = count;
        written.countDown();
    }

    private static Path shortest(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    /** Something failed: there is nothing more to wait for. */
    public synchronized void failed(String reason) {
        failure = failure == null ? reason : failure;
        while (written.getCount() > 0) {
            written.countDown();
        }
    }

    /**
     * Returns when all results are written, and prints their location.
     *
     * @throws IllegalStateException when something failed, or did not end in time
     */
    void awaitEnd(Duration limit) throws InterruptedException {
        boolean inTime = written.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
        if (!inTime) {
            throw new IllegalStateException("Not at its end after " + limit);
        }
        out.println("Predictions: " + shortest(folder.resolve("predictions.csv")));
        out.println(artifacts + " artifacts: " + shortest(folder.resolve("artifacts")));
    }
}
