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
package io.mlbatch.client.calls;

import java.time.Duration;
import java.util.Objects;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeTransport;

import static io.mlbatch.testing.client.FakeTransport.respond;
import static io.mlbatch.testing.client.Samples.CONSUMED;
import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.RECORDS;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static io.mlbatch.testing.client.Samples.description;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServiceDescriptionsTest {

    private final VirtualTime time = new VirtualTime();
    private final FakeTransport server = new FakeTransport();
    private final ServiceDescriptions descriptions = new ServiceDescriptions(time);

    @Test
    void description_isHeldForFiveMinutes() {
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION));

        assertThat(descriptions.get(SERVICE, server, "start")).isEqualTo(description());
        time.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(descriptions.get(SERVICE, server, "start")).isEqualTo(description());
        assertThat(server.requests()).hasSize(1);

        time.advance(Duration.ofMillis(1));
        descriptions.get(SERVICE, server, "start");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void eachVersion_isAskedForByItself() {
        ServiceId newer = new ServiceId("TxService", "2.0");
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION), respond(DESCRIPTION.replace("1.0", "2.0")));

        assertThat(descriptions.get(SERVICE, server, "start").id()).isEqualTo(SERVICE);
        assertThat(descriptions.get(newer, server, "start").id()).isEqualTo(newer);
        assertThat(server.requests())
                .extracting(request -> request.path())
                .containsExactly("/services/TxService/1.0", "/services/TxService/2.0");
    }

    @Test
    void responseWithoutTheService_isNotFound_andNotCached() {
        server.on(ApiCall.DESCRIBE, respond("[]"), respond(DESCRIPTION));

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> descriptions.get(SERVICE, server, "start"))
                .withMessageContaining("TxService/1.0");
        assertThat(descriptions.get(SERVICE, server, "start")).isEqualTo(description());
    }

    @Test
    void serviceAmongOthers_isFound() {
        String other = "{\"name\":\"TxService\",\"version\":\"2.0\"},";
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION.replaceFirst("\\[", "[" + other)));

        assertThat(descriptions.get(SERVICE, server, "start")).isEqualTo(description());
    }

    @ParameterizedTest
    @CsvSource({"START, true, 2", "CONSUME, true, 2", "START, false, 1"})
    void rejection_makesTheDescriptionForgotten_otherFailuresDoNot(ApiCall call, boolean rejected, int requests) {
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION))
                .on(
                        call,
                        FakeTransport.fail(context -> rejected
                                ? new RequestRejectedException(context, 400, "cyl", "HTTP 400")
                                : new ServerUnavailableException(context, "down", null)),
                        respond(call == ApiCall.START ? STARTED : CONSUMED));
        BatchClient client = new DefaultBatchClient(server, descriptions, true, SpoolFactory.IN_MEMORY);
        RecordSource record = RecordSource.of(RECORDS.subList(0, 1));
        ThrowingCallable calling = () -> Objects.requireNonNull(
                call == ApiCall.START ? client.start(SERVICE, record, 10) : client.consume(SERVICE, record));

        assertThatExceptionOfType(MlbatchException.class).isThrownBy(calling);
        assertThatCode(calling).doesNotThrowAnyException();

        assertThat(server.requests(ApiCall.DESCRIBE)).hasSize(requests);
    }
}
