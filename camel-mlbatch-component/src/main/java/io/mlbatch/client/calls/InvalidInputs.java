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
import java.io.UncheckedIOException;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.UnreadableTextException;
import io.mlbatch.protocol.json.MalformedJsonException;
import io.mlbatch.protocol.spool.SpoolException;

/**
 * Translates each failure of reading and encoding records into {@link InvalidInputException}.
 *
 * @param context of the call that sends the records
 */
record InvalidInputs(CallContext context) {

    interface Step<T> {
        T run() throws IOException;
    }

    <T> T translate(Step<T> step) {
        try {
            return step.run();
        } catch (InvalidRecordException e) {
            throw new InvalidInputException(context, e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        } catch (RuntimeException | Error e) {
            // an iterator or object of the application threw this; an Error would make the HTTP client close its pool
            throw new InvalidInputException(context, "the records cannot be read: " + e, e);
        }
    }

    InvalidInputException unreadable(IOException e) {
        String reason = "the records cannot be read: " + e;
        if (e instanceof MalformedJsonException || e instanceof UnreadableTextException) {
            reason = e.getMessage();
        } else if (e instanceof SpoolException) {
            reason = "the records cannot be kept for the results: " + e.getMessage();
        }
        return new InvalidInputException(context, reason, e);
    }

    /**
     * Returns the exception for a record that turned out to be invalid while the request was sent. The server may have
     * started a batch from the earlier records.
     *
     * @param cause the reason why the outcome is not known, or why that batch was not canceled
     */
    static InvalidInputException afterStart(
            CallContext context, InvalidInputException invalid, MlbatchException cause) {
        String remainder = "; the records before it may be a batch on the server all the same: " + cause.reason();
        InvalidInputException both = new InvalidInputException(context, invalid.reason() + remainder, cause);
        both.addSuppressed(invalid);
        return both;
    }
}
