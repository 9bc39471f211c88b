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
package io.mlbatch.protocol.json;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.Tokens;
import io.mlbatch.protocol.json.RecordsJson.RecordIterator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** A reader reads any bytes of a server or throws an {@link IOException}, and no other exception. */
class BrokenDocumentsPropertyTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final ExecutionId ID = new ExecutionId(SERVICE, "9c6be3d2");
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1479933854), ZoneOffset.UTC);

    private interface Reader {
        void read(InputStream in) throws IOException;
    }

    private static final Map<String, Reader> READERS = new LinkedHashMap<>();

    static {
        READERS.put("records", in -> {
            try (RecordIterator records = RecordsJson.read(in)) {
                records.forEachRemaining(RecordsJson::writeRecord);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
        READERS.put("record", in -> RecordsJson.writeRecord(RecordsJson.readRecord(in.readAllBytes())));
        READERS.put("batch result", in -> BatchResponseJson.read(in, ID, List.of()));
        READERS.put("names", in -> NamesJson.read(in, "the names"));
        READERS.put("descriptions", ServiceDescriptionJson::read);
        READERS.put("status", ServerStatusJson::read);
        READERS.put("start", in -> StartedJson.read(in, SERVICE));
        READERS.put("tokens", in -> TokensJson.read(in, CLOCK));
        READERS.put("credentials", TokensJson::readCredentials);
        READERS.put("refresh", TokensJson::readRefresh);
    }

    private static final List<byte[]> WHOLE = List.of(
            RecordsJson.writeRecord(Map.of("hp", 110, "list", List.of(1.5, true, Map.of("ü", "\uD83D\uDE00")))),
            Texts.bytes("[{\"hp\":110,\"x\":null},{\"hp\":-9.3e10}]"),
            Texts.bytes("{\"state\":\"Complete\",\"completedItemCount\":1,\"totalItemCount\":2,\"parallelCount\":10,"
                    + "\"batchExecutionResults\":[null,{\"success\":true,\"changedFiles\":[\"a\"],"
                    + "\"outputParameters\":{\"data.frame\":{\"a\":[1,2]},\"matrix\":[[1],[2]]}}]}"),
            NamesJson.write(List.of("a.csv", "../ü")),
            Texts.bytes("[{\"name\":\"TxService\",\"version\":\"1.0\",\"outputFileNames\":[\"a\"],"
                    + "\"inputParameterDefinitions\":[{\"name\":\"hp\",\"type\":\"numeric\"}]}]"),
            Texts.bytes(
                    "{\"statusCode\":\"pass\",\"components\":{\"a\":{\"statusCode\":\"warn\",\"components\":{\"b\":1}}}}"),
            StartedJson.write(ID),
            TokensJson.write(new Tokens("a", "r", Duration.ofHours(1)), CLOCK),
            TokensJson.write(new Credentials("admin", "s3cret")),
            TokensJson.writeRefresh("r"),
            ErrorJson.write(404, "not found"));

    /** Texts and numbers that are valid JSON and no valid content. */
    private static final List<Object> ODD = Arrays.asList(
            "",
            " ",
            "/",
            "a/b",
            "\n",
            "true",
            "Complete",
            "numeric",
            "NaN",
            null,
            -1,
            0,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Double.MAX_VALUE,
            "9223372036854775807",
            "1e400",
            List.of(),
            Map.of());

    private static final List<String> FIELDS = List.of("""
            state completedItemCount totalItemCount parallelCount batchExecutionResults success errorMessage outputParameters
            changedFiles batchExecutionId BatchExecutionId name version inputParameterDefinitions outputParameterDefinitions outputFileNames
            type access_token refresh_token refreshToken expires_in expires_on username password
            message logical numeric integer character vector matrix data.frame
            """.split("\\s+"));

    @Provide
    Arbitrary<byte[]> documents() {
        return Arbitraries.oneOf(bytes(), tokens(), damaged(), oddContents());
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    }

    private static Arbitrary<byte[]> tokens() {
        String[] tokens =
                "{¦}¦[¦]¦,¦:¦\"¦\"a\"¦\"\\ud83d\"¦\\¦1¦-¦0.5¦1e999¦null¦true¦fals¦NaN¦ ¦\n¦\uFEFF¦/¦\"state\":¦\"name\":¦ü¦\0"
                        .split("¦");
        return Arbitraries.of(tokens).list().ofMaxSize(20).map(chosen -> Texts.bytes(String.join("", chosen)));
    }

    /** Whole documents with a part cut out and something else in its place. */
    private static Arbitrary<byte[]> damaged() {
        return Combinators.combine(
                        Arbitraries.of(WHOLE),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.oneOf(bytes(), tokens(), Arbitraries.just(new byte[0])))
                .as((whole, at, length, insert) -> {
                    int start = (int) (at * whole.length);
                    int end = Math.min(whole.length, start + length);
                    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
                    damaged.write(whole, 0, start);
                    damaged.writeBytes(insert);
                    damaged.write(whole, end, whole.length - end);
                    return damaged.toByteArray();
                });
    }

    /** Well-formed documents with all the fields that readers know and values that they do not expect. */
    private static Arbitrary<byte[]> oddContents() {
        Arbitrary<Object> odd = Arbitraries.of(ODD);
        Arbitrary<Object> nested = Arbitraries.recursive(
                () -> odd,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).asGeneric(),
                        Arbitraries.maps(Arbitraries.of(FIELDS), inner)
                                .ofMaxSize(6)
                                .asGeneric()),
                1,
                3);
        Arbitrary<Object> values =
                Arbitraries.frequencyOf(Tuple.of(6, odd), Tuple.of(2, nested), Tuple.of(1, JsonArbitraries.values()));
        Arbitrary<byte[]> objects = values.list().ofSize(FIELDS.size()).map(list -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < list.size(); i++) {
                fields.put(FIELDS.get(i), list.get(i));
            }
            return RecordsJson.writeRecord(fields);
        });
        return Arbitraries.oneOf(objects, objects.map(object -> Texts.bytes("[" + Texts.text(object) + "]")));
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void brokenDocument_isReadOrRejectedWithAMessage(@ForAll("documents") byte[] document) {
        READERS.forEach((what, reader) -> {
            try {
                reader.read(new ByteArrayInputStream(document));
            } catch (IOException | InvalidRecordException expected) {
                assertThat(expected.getMessage()).as(what).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(what + " of " + Texts.text(document), e);
            }
        });
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void messageOfAnError_isAShortLine(@ForAll("documents") byte[] document) {
        assertThat(ErrorJson.readMessage(document, text -> text))
                .hasSizeLessThanOrEqualTo(501)
                .doesNotContain("\n");
    }

    @Provide
    Arbitrary<Object> outputs() {
        return Arbitraries.oneOf(
                Arbitraries.of(ODD), Arbitraries.of(ODD).list().ofMaxSize(2).asGeneric(), JsonArbitraries.values());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void outputOfAnyShape_isDecodedAsAnyType(@ForAll("outputs") Object raw, @ForAll ParameterType type) {
        assertThatCode(() -> type.decode(raw)).doesNotThrowAnyException();
    }
}
