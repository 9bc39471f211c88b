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

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

import io.mlbatch.service.store.ResultRun;

/** The form of a run of results in one row: the responses, and the length of each as a number of four bytes. */
public final class ResultRow {

    private ResultRow() {}

    /** Returns the lengths of the results; {@code null} for a single result. */
    static byte[] lengths(ResultRun run) {
        if (run.count() == 1) {
            return null;
        }
        ByteBuffer lengths = ByteBuffer.allocate(run.count() * Integer.BYTES);
        int begin = 0;
        for (int end : run.ends()) {
            lengths.putInt(end - begin);
            begin = end;
        }
        return lengths.array();
    }

    /** @param lengths {@code null} for a single result */
    public static ResultRun read(int first, byte[] responses, byte[] lengths) {
        int[] ends = {responses.length};
        if (lengths != null) {
            ends = new int[lengths.length / Integer.BYTES];
            ByteBuffer left = ByteBuffer.wrap(lengths);
            int end = 0;
            for (int position = 0; position < ends.length; position++) {
                end += left.getInt();
                ends[position] = end;
            }
        }
        return new ResultRun(first, responses, ends, new BitSet(), List.of());
    }

    /** Returns one run with the results of consecutive runs without artifacts. Does not state which ones failed. */
    static ResultRun join(List<ResultRun> runs) {
        if (runs.size() == 1) {
            return runs.get(0);
        }
        ByteBuffer responses = ByteBuffer.allocate(
                runs.stream().mapToInt(run -> run.responses().length).sum());
        int[] ends = new int[runs.stream().mapToInt(ResultRun::count).sum()];
        int count = 0;
        for (ResultRun run : runs) {
            for (int end : run.ends()) {
                ends[count++] = responses.position() + end;
            }
            responses.put(run.responses());
        }
        return new ResultRun(runs.get(0).first(), responses.array(), ends, new BitSet(), List.of());
    }
}
