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
package io.mlbatch.examples.quarkus;

import java.io.IOException;

import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.apache.camel.ProducerTemplate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.mlbatch.examples.mtcars.Report;

/**
 * Scores the file of the example once the host listens, which is after the routes have started, and ends the
 * application; with {@code scoring.stay=true} it continues to serve.
 */
@Singleton
class ScoreOnce {

    private static final Logger LOG = Logger.getLogger(ScoreOnce.class);

    private final Report report;
    private final boolean stay;

    ScoreOnce(ProducerTemplate template, @ConfigProperty(name = "scoring.stay", defaultValue = "false") boolean stay) {
        this.report = new Report(template);
        this.stay = stay;
    }

    void score(@ObservesAsync HttpServerStart listening) {
        int exitCode = 0;
        try {
            report.print(System.out);
        } catch (IOException | RuntimeException e) {
            LOG.error("The batch could not be scored", e);
            exitCode = 1;
        }
        if (!stay) {
            Quarkus.asyncExit(exitCode);
        }
    }
}
