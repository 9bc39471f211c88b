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

import org.apache.camel.builder.RouteBuilder;

import io.mlbatch.protocol.BatchResponse;

/** Scores each CSV file in {@code data/mlbatch/java/in} as one batch. */
final class ScoreRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("file:{{sys:karaf.data}}/mlbatch/java/in?delay=200&initialDelay=0&readLock=rename")
                .routeId("score-java")
                .to("mlbatch:TxService/1.0?operation=execute")
                .transform()
                .body(BatchResponse.class, Predictions::csv)
                .to("file:{{sys:karaf.data}}/mlbatch/java/out?fileName=predictions.csv&tempPrefix=.part-");
    }
}
