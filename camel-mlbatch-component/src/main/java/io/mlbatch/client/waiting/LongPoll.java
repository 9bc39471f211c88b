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

/**
 * A poll that the server holds until the execution ends. Needs no thread until its response arrives. The caller cancels
 * it when it is no longer needed. Thread-safe.
 */
public interface LongPoll {

    /**
     * Sends the request. Does not wait for the response.
     *
     * @param arrived runs once, when the response has begun or the request has failed, on a thread that must not be
     *     blocked; possibly before this method returns
     */
    void send(Runnable arrived);

    /** Returns true if the request has failed before a response began. */
    boolean isBroken();

    /** Returns true if the response has arrived and shows that the server has held the poll. */
    boolean isApplied();

    /** Releases the connection, also while the server holds the poll. Later calls have no effect. */
    void cancel();
}
