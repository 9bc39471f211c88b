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

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.spool.SpoolException;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.protocol.spool.SpoolList;

/**
 * The failed results of records that did not fit the service and were not sent, in the order of their indexes. The
 * server counts only the other records: {@link #merge} inserts the failed results at their places. Thread-safe.
 */
public final class RejectedRecords implements Closeable {

    private final int[] indexes;
    private final SpoolList results;

    private RejectedRecords(int[] indexes, SpoolList results) {
        this.indexes = indexes;
        this.results = results;
    }

    /** Collects the records. Closing the writer without {@link #finish} discards them. For one thread. */
    public static final class Writer implements Closeable {

        private final SpoolList.Writer results;
        private int[] indexes = new int[16];
        private String firstReason;

        public Writer(SpoolFactory spools) {
            this.results = new SpoolList.Writer(spools);
        }

        /**
         * Adds a record.
         *
         * @param index the 0-based index of the record, larger than those before
         * @throws SpoolException when the result cannot be written to disk
         */
        public void add(int index, String reason) throws SpoolException {
            if (size() == indexes.length) {
                indexes = Arrays.copyOf(indexes, 2 * indexes.length);
            }
            indexes[size()] = index;
            results.add(ServiceResponseJson.write(
                    new ServiceResponse(index, false, reason, "", Map.of(), List.of(), List.of())));
            firstReason = firstReason == null ? reason : firstReason;
        }

        public int size() {
            return results.size();
        }

        /** Returns the reason of the first record; {@code null} without a record. */
        public String firstReason() {
            return firstReason;
        }

        /** Returns the records, which the caller closes. */
        public RejectedRecords finish() throws SpoolException {
            return new RejectedRecords(Arrays.copyOf(indexes, size()), results.finish());
        }

        @Override
        public void close() {
            results.close();
        }
    }

    public int size() {
        return indexes.length;
    }

    /** Returns the index of a record, by its position among the rejected records. */
    int index(int position) {
        return indexes[position];
    }

    /** Returns the position of the record among the rejected ones; if it is not rejected, {@code -(before + 1)}. */
    int position(int index) {
        return Arrays.binarySearch(indexes, index);
    }

    byte[] json(int position) {
        return results.get(position);
    }

    ServiceResponse result(int position) {
        try {
            return Json.read(
                            json(position),
                            "a failed result",
                            parser -> ServiceResponseJson.read(parser, indexes[position], List.of()))
                    .notSent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the results of all records: those of the server, and the failed ones of the records that were not sent.
     */
    public Results merge(Results received) {
        return new MergedResults(Objects.requireNonNull(received), this);
    }

    public boolean isOnDisk() {
        return results.isOnDisk();
    }

    @Override
    public void close() {
        results.close();
    }
}
