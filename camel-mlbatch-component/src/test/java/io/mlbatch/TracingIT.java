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

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** One trace of a route that starts a batch, and of the records that a host computes. */
@Tag("host")
class TracingIT {

    private static final class Spans implements SpanExporter {

        private final Collection<SpanData> ended = new ConcurrentLinkedQueue<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            ended.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        List<SpanData> of(String uri) {
            return ended.stream()
                    .filter(span -> span.getAttributes().asMap().values().stream()
                            .anyMatch(value -> value.toString().startsWith(uri)))
                    .toList();
        }
    }

    private final Spans spans = new Spans();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    private void trace(CamelContext camel) {
        camel.getRegistry().bind("tracer", telemetry.getTracer("test"));
        camel.getRegistry().bind("propagators", telemetry.getPropagators());
        new OpenTelemetryTracer().init(camel);
    }

    private RunningHost host(Path folder, AtomicBoolean isBroken) throws Exception {
        return RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes -> {
            trace(routes.getContext());
            routes.getContext().getShutdownStrategy().setTimeout(1);
            routes.from("direct:ended").setBody(routes.constant("seen"));
            routes.from("mlbatch-service:Sum/1.0?inputs=a:numeric&outputs=total:numeric&notify=direct:ended")
                    .process(exchange -> awaitTrue(() -> !isBroken.get()))
                    .setBody(routes.constant(Map.of("total", 1)));
        });
    }

    @Test
    void recordsAndEndOfABatch_belongToTheTraceOfItsStart(@TempDir Path folder) throws Exception {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        RunningHost host = host(folder, isBroken);
        try (CamelContext client = new org.apache.camel.impl.DefaultCamelContext()) {
            trace(client);
            String url = host.url();
            RouteBuilder.addRoutes(client, route -> route.from("direct:start").to("mlbatch:Sum/1.0?serverUrl=" + url));
            client.start();
            client.createProducerTemplate().requestBody("direct:start", List.of(Map.of("a", 1), Map.of("a", 2)));
        } finally {
            host.close();
        }
        isBroken.set(false);
        int before = spans.of("mlbatch-service://").size();
        host = host(folder, isBroken);
        try {
            awaitTrue(() -> spans.of("mlbatch-service://").size() >= before + 2
                    && !spans.of("direct://ended").isEmpty());
        } finally {
            host.close();
        }

        SpanData start = spans.of("mlbatch://").get(0);
        assertThat(spans.of("direct://start")).isNotEmpty().allSatisfy(span -> assertThat(span.getTraceId())
                .isEqualTo(start.getTraceId()));
        assertThat(spans.of("direct://ended")).allSatisfy(end -> {
            assertThat(end.getTraceId()).isEqualTo(start.getTraceId());
            assertThat(end.getParentSpanId()).isEqualTo(start.getSpanId());
        });
        assertThat(spans.of("mlbatch-service://")).allSatisfy(record -> {
            assertThat(record.getTraceId()).isEqualTo(start.getTraceId());
            assertThat(record.getParentSpanId()).isEqualTo(start.getSpanId());
        });
    }
}
