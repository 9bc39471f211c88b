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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.transport.ApiRequestBody;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.testing.client.FakeRecordSource;

import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RecordsBodyTest {

    private static final CallContext CONTEXT = CallContext.of("start", SERVICE);
    /** So many that the buffer does not hold them. */
    private static final int MANY = 100_000;

    private static final IntFunction<Map<String, ?>> COUNTED = index -> Map.of("hp", index);

    @Test
    void smallInput_isReadAndClosedBeforeAnythingIsSent() {
        FakeRecordSource source = new FakeRecordSource(2, false, COUNTED);

        ApiRequestBody body = body(source);

        assertThat(source.made()).isEqualTo(2);
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
        assertThat(text(body)).isEqualTo("[{\"hp\":0},{\"hp\":1}]");
    }

    @Test
    void smallInputOfAnySource_canBeSentAgain() {
        ApiRequestBody body = body(new FakeRecordSource(1, false, COUNTED));

        assertThat(body.isRepeatable()).isTrue();
        assertThat(body.length()).isEqualTo("[{\"hp\":0}]".length());
        assertThat(text(body)).isEqualTo(text(body));
    }

    @Test
    void largeInput_isReadOnlyAsFarAsItIsSent() throws IOException {
        FakeRecordSource source = new FakeRecordSource(Integer.MAX_VALUE, true, COUNTED);
        int shortest = "{\"hp\":0},".length();
        int ahead = RecordsBody.BUFFER_BYTES / shortest + 1;

        ApiRequestBody body = body(source);
        assertThat(source.made()).isLessThan(ahead);
        try (InputStream sent = body.open()) {
            long read = sent.skip(RecordsBody.BUFFER_BYTES);
            for (int i = 0; i < 20; i++) {
                read += sent.readNBytes(RecordsBody.BUFFER_BYTES).length;
                assertThat((long) source.made()).isLessThanOrEqualTo(read / shortest + 1);
            }
        }

        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void largeInput_isSentWholeAndClosedAtItsEnd() throws IOException {
        FakeRecordSource source = new FakeRecordSource(MANY, false, COUNTED);

        ApiRequestBody body = body(source);

        assertThat(body.length()).isEqualTo(-1);
        assertThat(body.isRepeatable()).isFalse();
        assertThat(source.opened()).isEqualTo(1);
        String text = text(body);
        assertThat(text).startsWith("[{\"hp\":0},{\"hp\":1},").endsWith(",{\"hp\":" + (MANY - 1) + "}]");
        assertThat(text.chars().filter(c -> c == '{').count()).isEqualTo(MANY);
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void largeInputOfARepeatableSource_canBeSentAgain() {
        FakeRecordSource source = new FakeRecordSource(MANY, true, COUNTED);

        ApiRequestBody body = body(source);

        assertThat(body.isRepeatable()).isTrue();
        assertThat(text(body)).isEqualTo(text(body));
        assertThat(source.opened()).isEqualTo(2);
        assertThat(body(RecordSource.of(Collections.nCopies(MANY, Map.of("hp", 1))))
                        .isRepeatable())
                .isTrue();
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void oneShotSourceOpenedBefore_isAnError() {
        FakeRecordSource source = new FakeRecordSource(1, false, COUNTED);
        body(source);

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> body(source))
                .withMessageStartingWith("start TxService/1.0: ")
                .withMessageContaining("opened before");
    }

    static Stream<Arguments> failing() {
        Object nested = Stream.iterate((Object) List.of(), List::of)
                .skip(2000)
                .findFirst()
                .orElseThrow();
        return Stream.of(
                arguments("record 7: hp is missing", failingAt(7, invalid(7))),
                arguments(
                        "the records cannot be read: java.io.IOException: disk on fire",
                        failingAt(7, new UncheckedIOException(new IOException("disk on fire")))),
                arguments(
                        "the records cannot be read: java.lang.IllegalArgumentException: no such column",
                        failingAt(7, new IllegalArgumentException("no such column"))),
                arguments("java.lang.Thread has no JSON form", (IntFunction<Map<String, ?>>)
                        index -> Map.of("hp", index < 7 ? 1 : Thread.currentThread())),
                arguments(
                        "nesting depth", (IntFunction<Map<String, ?>>) index -> Map.of("hp", index < 7 ? 1 : nested)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failing")
    void failingRecordWithinTheBuffer_isAnErrorAndTheSourceIsClosed(
            String message, IntFunction<Map<String, ?>> records) {
        FakeRecordSource source = new FakeRecordSource(MANY, true, records);

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> body(source))
                .withMessageStartingWith("start TxService/1.0: ")
                .withMessageContaining(message);
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void noRecord_isAnErrorAndTheSourceIsClosed() {
        FakeRecordSource source = new FakeRecordSource(0, true, COUNTED);

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> body(source))
                .withMessage("start TxService/1.0: there is no record to score");
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failing")
    void failingRecordAfterTheBuffer_endsTheBodyThere_andIsKept(String message, IntFunction<Map<String, ?>> records) {
        int ahead = MANY - 8;
        FakeRecordSource source = new FakeRecordSource(
                MANY, true, index -> index < ahead ? COUNTED.apply(index) : records.apply(index - ahead));
        RecordsBody body = new RecordsBody(CONTEXT, source, (index, record, fields) -> record.forEach(fields));
        ApiRequestBody large = body.array();
        assertThat(body.failure()).isEmpty();

        assertThat(text(large)).startsWith("[{").doesNotEndWith("]");

        assertThat(body.failure().orElseThrow())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void sourceThatCannotBeClosedAfterAFailure_doesNotHideIt() {
        IOException stuck = new IOException("stuck");
        RecordSource source = new RecordSource() {
            @Override
            public Records open() {
                return RecordSource.over(Collections.emptyIterator(), () -> {
                    throw stuck;
                });
            }

            @Override
            public boolean isRepeatable() {
                return true;
            }
        };

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> body(source))
                .withMessageContaining("there is no record to score")
                .satisfies(failure -> assertThat(failure).hasSuppressedException(stuck));
    }

    @Test
    void sourceThatCannotBeOpened_isInvalidInput() {
        RecordSource source = new RecordSource() {
            @Override
            public Records open() throws IOException {
                throw new IOException("no such file");
            }

            @Override
            public boolean isRepeatable() {
                return true;
            }
        };

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> body(source))
                .withMessageContaining("no such file");
    }

    @Test
    void shaper_isGivenEachRecordWithItsIndex() {
        ApiRequestBody body = new RecordsBody(
                        CONTEXT,
                        RecordSource.of(List.of(Map.of("hp", 7), Map.of("hp", 8))),
                        (index, record, fields) -> fields.accept("row", index + ":" + record.get("hp")))
                .array();

        assertThat(text(body)).isEqualTo("[{\"row\":\"0:7\"},{\"row\":\"1:8\"}]");
    }

    private static ApiRequestBody body(RecordSource source) {
        return new RecordsBody(CONTEXT, source, (index, record, fields) -> record.forEach(fields)).array();
    }

    private static IntFunction<Map<String, ?>> failingAt(int bad, RuntimeException failure) {
        return index -> {
            if (index == bad) {
                throw failure;
            }
            return COUNTED.apply(index);
        };
    }

    private static InvalidRecordException invalid(int index) {
        return InvalidRecordException.atRecord(index, "hp is missing", null);
    }

    private static String text(ApiRequestBody body) {
        try (InputStream in = body.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
