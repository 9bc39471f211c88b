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

import java.util.function.Predicate;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;

/**
 * Checks that the response of a complete execution has one result for each record. An instance checks one response. It
 * remembers whether the results are wanted, because the predicate may have a side effect.
 */
final class ResultsCheck implements Predicate<BatchStatus> {

    private final Predicate<BatchStatus> wanted;
    private Boolean isWanted;

    ResultsCheck(Predicate<BatchStatus> wanted) {
        this.wanted = wanted;
    }

    @Override
    public boolean test(BatchStatus status) {
        if (isWanted == null) {
            isWanted = wanted.test(status);
        }
        return isWanted;
    }

    /**
     * Returns the response.
     *
     * @throws ResultsMismatchException when results are wanted, and there are fewer or more than records; the response
     *     is closed
     */
    BatchResponse checked(BatchResponse response, CallContext context) {
        if (response.state() != BatchState.COMPLETE) {
            return response;
        }
        int total = response.totalItemCount();
        int results = response.results().size();
        int missing = firstMissing(response);
        if (results == total && missing == total || !test(response.status())) {
            return response;
        }
        response.close();
        throw new ResultsMismatchException(
                context,
                "the server reports the execution as complete with " + total + " records, but sent " + results
                        + " results" + (missing < total ? "; the first record without a result is " + missing : ""));
    }

    private static int firstMissing(BatchResponse response) {
        int index = 0;
        while (index < response.totalItemCount() && response.hasExecution(index)) {
            index++;
        }
        return index;
    }
}
