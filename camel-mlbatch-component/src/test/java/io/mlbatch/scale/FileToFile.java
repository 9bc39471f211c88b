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
package io.mlbatch.scale;

import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Scores the one CSV file of a folder and writes the results to a file, which is what most routes do. */
public final class FileToFile {

    private FileToFile() {}

    /** @param args the server's URL, a folder with the file, a folder for the results */
    public static void main(String[] args) throws Exception {
        Figures figures = new Figures();
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("file:" + args[1] + "?noop=true")
                            .to("mlbatch:" + StreamingServer.SERVICE + "?operation=execute&serverUrl=" + args[0])
                            .process(exchange ->
                                    figures.put("open", TemporaryFiles.open()).put("named", TemporaryFiles.named()))
                            .to("file:" + args[2] + "?fileName=${file:name.noext}.json");
                }
            });
            NotifyBuilder done = new NotifyBuilder(camel).whenCompleted(1).create();
            camel.start();
            if (!done.matches(4, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the file was not scored");
            }
        }
        System.out.println(figures.put("openAfter", TemporaryFiles.open()).put("namedAfter", TemporaryFiles.named()));
    }
}
