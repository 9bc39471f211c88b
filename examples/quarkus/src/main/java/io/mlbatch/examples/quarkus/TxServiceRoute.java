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

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.builder.RouteBuilder;

import io.mlbatch.examples.mtcars.Car;
import io.mlbatch.examples.mtcars.TransmissionModel;

/** The host: a model behind the batch API, on Quarkus' own HTTP server, one exchange per record. */
@ApplicationScoped
// a native image needs the classes that the route names: the model, and the record that Jackson creates
@RegisterForReflection(targets = {TransmissionModel.class, Car.class})
public class TxServiceRoute extends RouteBuilder {

    /** The bean that the route names {@code model}. */
    @Produces
    @Named("model")
    @Singleton
    TransmissionModel model() throws IOException {
        return new TransmissionModel();
    }

    @Override
    public void configure() {
        from("mlbatch-service:TxService/1.0?outputs=answer:data.frame&artifacts=answer.csv&inputType="
                        + Car.class.getName()
                        + "&description=RAW(Is it a manual transmission? am ~ hp + wt on mtcars)")
                .routeId("txservice")
                .to("bean:model?method=score")
                // a variable with this prefix is a file of the record
                .setVariable("mlbatch.artifact.answer.csv", simple("am_Pred\n${body[am_Pred][0]}\n"));
    }
}
