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
package io.mlbatch;

import java.util.Map;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** The Java routes of the reference pages, each beside its twin in {@code src/test/resources/reference}. */
final class ReferenceRoutes {

    private static final Map<String, RoutesBuilder> BY_NAME = Map.of(
            "host", new Host(),
            "execute", new Execute(),
            "one-execution", new OneExecution(),
            "consume-batch", new ConsumeBatch(),
            "consume-item", new ConsumeItem(),
            "consume-artifact", new ConsumeArtifact());

    private ReferenceRoutes() {}

    static RoutesBuilder of(String name) {
        return BY_NAME.get(name);
    }

    // spotless:off

    private static final class Host extends RouteBuilder {
        @Override
        public void configure() {
            from("mlbatch-service:TxService/1.0?inputs=hp:numeric,wt:numeric&outputs=answer:data.frame&artifacts=answer.csv")
                    .to("bean:model?method=score")
                    // a variable with this prefix is a file of the record
                    .setVariable("mlbatch.artifact.answer.csv", simple("am_Pred\n${body[am_Pred][0]}\n"));
        }
    }

    private static final class Execute extends RouteBuilder {
        @Override
        public void configure() {
            from("file:{{in}}")
                    .to("mlbatch:TxService/1.0?operation=execute&parallelCount=4")
                    .to("file:{{out}}?fileName=${file:name.noext}.json");
        }
    }

    private static final class OneExecution extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:start")
                    // sets CamelMlbatchExecutionId, which the other operations need
                    .to("mlbatch:TxService/1.0");

            from("direct:results")
                    .to("mlbatch:TxService/1.0?operation=results")
                    .log("${header.CamelMlbatchCompletedItemCount} of ${header.CamelMlbatchTotalItemCount}");

            from("direct:artifact")
                    .setHeader("CamelMlbatchIndex", constant(0))
                    .setHeader("CamelMlbatchFileName", constant("answer.csv"))
                    .to("mlbatch:TxService/1.0?operation=artifact")
                    .to("file:{{out}}");

            from("direct:cancel")
                    .to("mlbatch:TxService/1.0?operation=cancel")
                    .log("deleted: ${header.CamelMlbatchCancelled}");
        }
    }

    private static final class ConsumeBatch extends RouteBuilder {
        @Override
        public void configure() {
            from("mlbatch:TxService/1.0?emit=batch&deleteOnCommit=true")
                    .to("file:{{out}}?fileName=${header.CamelMlbatchExecutionId}.json");
        }
    }

    private static final class ConsumeItem extends RouteBuilder {
        @Override
        public void configure() {
            from("mlbatch:TxService/1.0?emit=item")
                    .choice()
                        .when(simple("${header.CamelMlbatchSuccess}"))
                            .to("file:{{out}}/scores?fileName=${header.CamelMlbatchIndex}.json")
                        .otherwise()
                            .setBody(simple("${header.CamelMlbatchErrorMessage}"))
                            .to("file:{{out}}/failed?fileName=${header.CamelMlbatchIndex}.txt");
        }
    }

    private static final class ConsumeArtifact extends RouteBuilder {
        @Override
        public void configure() {
            from("mlbatch:TxService/1.0?emit=artifact")
                    .toD("file:{{out}}/${header.CamelMlbatchExecutionId}");
        }
    }

    // spotless:on
}
