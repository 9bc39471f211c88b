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
package io.mlbatch.service.http;

import java.io.InputStream;

/** One request's connection to its client, as far as the HTTP server below platform-http shows it. */
interface Connection {

    /** The body as it comes; empty when there is none. Reading it may block. */
    InputStream body();

    /** The answer is known: what has not been read of the body is not wanted any more. */
    void release();

    /** The answer has been handed to the server, whole. */
    void answered();

    /** Something to do once the client has gone away before the answer's end, where the server would do nothing. */
    void whenGone(Runnable action);

    /** The answer cannot be finished: the client must not take what it has got for the whole. */
    void breakOff();
}
