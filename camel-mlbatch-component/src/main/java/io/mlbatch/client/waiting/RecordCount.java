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
package io.mlbatch.client.waiting;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;

/** Compares the number of records of a complete execution with the number that was sent. */
final class RecordCount {

    /** The number that was sent is not known. */
    static final int ANY = -1;

    private RecordCount() {}

    /**
     * Closes the response if its number is another one.
     *
     * @param sent the number of records that were sent, or {@link #ANY}
     * @throws ResultsMismatchException if the execution is complete with another number
     */
    static void require(int sent, BatchResponse response, CallContext context) {
        int total = response.totalItemCount();
        if (sent != ANY && response.state() == BatchState.COMPLETE && total != sent) {
            response.close();
            throw new ResultsMismatchException(
                    context,
                    "the server reports the execution as complete with " + total + " records, but " + sent
                            + " were sent");
        }
    }
}
