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
package io.mlbatch.service.store.jdbc.commit;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.ResultRun;

import static org.assertj.core.api.Assertions.assertThat;

class ResultRunPropertyTest {

    @Property(tries = 300)
    void row_containsItsResponses(
            @ForAll @NotEmpty List<byte[]> responses,
            @ForAll @IntRange(max = 1_000) int first,
            @ForAll @IntRange(max = 20) int skipped) {
        List<IndexedResult> given = new ArrayList<>();
        List<ResultRun> singles = new ArrayList<>();
        for (byte[] response : responses) {
            singles.add(ResultRun.of(first + singles.size(), new ItemResult(response, List.of())));
        }
        ResultRun joined = ResultRow.join(singles);
        ResultRow.read(first, joined.responses(), ResultRow.lengths(joined))
                .forEach(first + skipped, Integer.MAX_VALUE, given::add);

        List<byte[]> expected = responses.subList(Math.min(skipped, responses.size()), responses.size());
        assertThat(given).extracting(IndexedResult::response).containsExactlyElementsOf(expected);
        for (int i = 0; i < given.size(); i++) {
            assertThat(given.get(i).index()).isEqualTo(first + skipped + i);
        }
    }
}
