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

import java.time.Duration;

/** Runs actions after a delay. Never blocks; tests have an implementation on virtual time. */
public interface Delayer {

    /**
     * Runs the action once, after the delay. The action must be short and must not block: it runs on a thread that all
     * delays share.
     */
    void after(Duration delay, Runnable action);
}
