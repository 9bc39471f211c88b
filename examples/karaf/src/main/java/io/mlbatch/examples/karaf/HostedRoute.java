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

/** Hosts {@code Power/1.0}, which returns the power of an engine in kilowatts. Its inputs are those of the records. */
final class HostedRoute extends RouteBuilder {

    private static final double KILOWATTS_PER_HORSEPOWER = 0.745_699_872;

    record Engine(double hp) {}

    record Power(double kw) {}

    @Override
    public void configure() {
        from("mlbatch-service:Power/1.0?inputType=" + Engine.class.getName() + "&outputType=" + Power.class.getName())
                .routeId("power")
                .transform()
                .body(Engine.class, engine -> new Power(engine.hp() * KILOWATTS_PER_HORSEPOWER));
    }
}
