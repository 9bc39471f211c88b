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
package io.mlbatch.examples.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The client: a batch from any form of records, with its files; and every batch that ends, of any caller. */
@Component
class ScoreRoutes extends RouteBuilder {

    private final String artifacts;

    ScoreRoutes(@Value("${scoring.artifacts}") String artifacts) {
        this.artifacts = artifacts;
    }

    @Override
    public void configure() {
        from("direct:score")
                .routeId("score")
                .to("mlbatch:TxService/1.0?operation=execute&parallelCount=4")
                // the paths into a variable: the results stay the body
                .toV(
                        "mlbatch:TxService/1.0?operation=download&autoCreate=true&destination=" + artifacts,
                        null,
                        "paths");

        from("mlbatch:TxService/1.0?emit=batch")
                .routeId("completed")
                .log("${body.executionId} ${body.state}: ${body.completedItemCount} records");
    }
}
