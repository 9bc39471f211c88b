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
package io.mlbatch.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IteratorInputStreamTest {

    private static InputStream stream(Stream<String> parts) {
        return new IteratorInputStream(parts.map(String::getBytes).iterator());
    }

    @Test
    void part_isFetchedOnlyWhenItIsRead() throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        Stream<String> parts =
                IntStream.range(0, 1000).peek(i -> fetched.incrementAndGet()).mapToObj(i -> i + ",");

        try (InputStream in = stream(parts)) {
            assertThat(fetched).hasValue(0);
            assertThat(in.readNBytes(7)).asString().isEqualTo("0,1,2,3");
        }
        assertThat(fetched).as("closing fetches no more").hasValueLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void failureOfTheIterator_isThrownByEveryLaterRead(int chunk) {
        Iterator<byte[]> failing = Stream.of("[{}", ",", "")
                .map(part -> {
                    if (part.isEmpty()) {
                        throw new IllegalStateException("line 3 is broken");
                    }
                    return part.getBytes();
                })
                .iterator();
        InputStream in = new IteratorInputStream(failing);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[chunk];

        assertThatThrownBy(() -> {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        read.write(buffer, 0, n);
                    }
                })
                .hasMessage("line 3 is broken");

        assertThat("[{},").startsWith(read.toString());
        assertThatThrownBy(in::readAllBytes).hasMessage("line 3 is broken");
    }

    @Test
    void reads_followTheRulesOfInputStream() throws IOException {
        InputStream in = stream(Stream.of("ab", "", "cde"));

        assertThat(in.read(new byte[0], 0, 0)).isZero();
        assertThatThrownBy(() -> in.read(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        byte[] buffer = new byte[10];
        assertThat(in.read(buffer, 3, 7)).isEqualTo(5);
        assertThat(new String(buffer, 3, 5)).isEqualTo("abcde");
        assertThat(List.of(in.read(buffer), in.read(), in.read(new byte[0], 0, 0)))
                .containsExactly(-1, -1, 0);
    }
}
