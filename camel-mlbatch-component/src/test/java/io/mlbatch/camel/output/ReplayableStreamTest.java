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
package io.mlbatch.camel.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ReplayableStreamTest {

    private static final String TEXT = "a text";

    private final List<Opened> opened = new ArrayList<>();
    private final ReplayableStream stream = new ReplayableStream(this::open);

    private Opened open() {
        Opened stream = new Opened();
        opened.add(stream);
        return stream;
    }

    /** A stream of the text that counts how often it is closed. */
    private static final class Opened extends ByteArrayInputStream {

        private int closes;

        Opened() {
            super(TEXT.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            closes++;
            throw new IOException("closing has failed");
        }
    }

    private static String textOf(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }

    private static void done(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    @Test
    void stream_isOpenedByTheFirstRead() throws IOException {
        stream.reset();
        stream.reset();
        assertThat(opened).isEmpty();

        assertThat(textOf(stream)).isEqualTo(TEXT);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(opened).hasSize(1);
    }

    @Test
    void openStream_isReadFirst() throws IOException {
        Opened first = new Opened();
        ReplayableStream withFirst = new ReplayableStream(first, this::open, TEXT.length());

        withFirst.reset();

        assertThat(textOf(withFirst)).isEqualTo(TEXT);
        assertThat(opened).isEmpty();
        withFirst.reset();
        assertThat(first.closes).isEqualTo(1);
        assertThat(textOf(withFirst)).isEqualTo(TEXT);
        assertThat(opened).hasSize(1);
    }

    @Test
    void reset_closesAPartlyReadStreamAndTheNextReadReopensIt() throws IOException {
        assertThat(stream.read()).isEqualTo('a');

        stream.reset();
        assertThat(opened).singleElement().satisfies(first -> assertThat(first.closes)
                .isEqualTo(1));

        assertThat(textOf(stream)).isEqualTo(TEXT);
        assertThat(opened).hasSize(2);
    }

    @Test
    void closedStream_isNotReadableBeforeAReset() throws IOException {
        assertThat(textOf(stream)).isEqualTo(TEXT);
        stream.close();
        stream.close();

        assertThatIOException().isThrownBy(stream::read).withMessageContaining("closed");
        assertThatIOException().isThrownBy(() -> stream.read(new byte[1])).withMessageContaining("closed");
        assertThat(opened).singleElement().satisfies(first -> assertThat(first.closes)
                .isEqualTo(1));

        stream.reset();
        assertThat(textOf(stream)).isEqualTo(TEXT);
    }

    @Test
    void streamClosedUnread_isOpenedAfterAReset() throws IOException {
        stream.close();
        assertThat(opened).isEmpty();

        stream.reset();

        assertThat(textOf(stream)).isEqualTo(TEXT);
    }

    @Test
    void copy_isReadFromTheStartAndClosedWithItsExchange() throws IOException {
        Exchange other = exchange();
        assertThat(stream.read()).isEqualTo('a');

        InputStream copy = (InputStream) stream.copy(other);
        assertThat(opened).hasSize(1);
        assertThat(copy.read()).isEqualTo('a');
        assertThat(textOf(stream)).isEqualTo(TEXT.substring(1));
        done(other);

        assertThat(opened).extracting(stream -> stream.closes).containsExactly(0, 1);
        assertThatIOException().isThrownBy(copy::read).withMessageContaining("closed");
    }

    @Test
    void endOfTheExchange_closesTheOpenStream() throws IOException {
        Exchange exchange = exchange();
        stream.closeWhenDone(exchange);
        assertThat(stream.read()).isEqualTo('a');
        stream.reset();
        assertThat(stream.read()).isEqualTo('a');

        done(exchange);

        assertThat(opened).extracting(stream -> stream.closes).containsExactly(1, 1);
    }

    @Test
    void failureToOpen_isThrownUnchangedAndTheNextReadRetries() throws IOException {
        NotFoundException gone =
                new NotFoundException(CallContext.of("artifact", Samples.SERVICE), 404, "no such execution", null);
        List<RuntimeException> failures = new ArrayList<>(List.of(gone));
        ReplayableStream failing = new ReplayableStream(new Opened(), () -> fail(failures), 0);
        assertThat(failing.read()).isEqualTo('a');
        failing.reset();

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(failing::read)
                .isSameAs(gone);
        assertThat(textOf(failing)).isEqualTo(TEXT);
    }

    private Opened fail(List<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            throw failures.remove(0);
        }
        return open();
    }

    @Test
    void length_isGivenOrMeasuredByReading() throws IOException {
        assertThat(new ReplayableStream(new Opened(), this::open, 17).length()).isEqualTo(17);
        assertThat(opened).isEmpty();

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ReplayableStream measured =
                new ReplayableStream(() -> new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8)));
        assertThat(measured.read()).isEqualTo('a');
        assertThat(measured.length()).isEqualTo(TEXT.length());
        measured.writeTo(out);
        assertThat(out).hasToString(TEXT.substring(1));
    }
}
