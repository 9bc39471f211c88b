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

import java.io.IOException;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.mlbatch.examples.mtcars.Report;
import io.mlbatch.examples.mtcars.TransmissionModel;

/** Hosts the model, scores a file against it, and ends; with {@code scoring.stay=true} it continues to serve. */
@SpringBootApplication
public class ScoringApplication {

    /** The bean that the route names {@code model}. */
    @Bean
    TransmissionModel model() throws IOException {
        return new TransmissionModel();
    }

    @Bean
    Report report(ProducerTemplate template) {
        return new Report(template);
    }

    public static void main(String[] args) throws IOException {
        ConfigurableApplicationContext application = SpringApplication.run(ScoringApplication.class, args);
        boolean stay = application.getEnvironment().getProperty("scoring.stay", Boolean.class, false);
        try {
            application.getBean(Report.class).print(System.out);
        } finally {
            if (!stay) {
                // before the server that its routes call
                application.getBean(CamelContext.class).stop();
                application.close();
            }
        }
    }
}
