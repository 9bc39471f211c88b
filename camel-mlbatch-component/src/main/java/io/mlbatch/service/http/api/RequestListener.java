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
package io.mlbatch.service.http.api;

/** Listener of refused requests. It is called on the threads of requests: it must be short and must not throw. */
public interface RequestListener {

    /** Listener that ignores all events. */
    RequestListener NONE = new RequestListener() {};

    /** Called for each error response. */
    default void refused(int status) {}

    /** @param reason {@code credentials}, {@code throttled} or {@code unavailable} */
    default void loginRefused(String reason) {}
}
