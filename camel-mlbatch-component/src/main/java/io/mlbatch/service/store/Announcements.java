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
package io.mlbatch.service.store;

import java.time.Duration;
import java.util.List;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;

/**
 * The ended executions whose end is still to be announced, see {@link NewExecution#isAnnounced}. Several hosts of one
 * store claim different ones. A deleted execution is not announced any more. Thread-safe.
 */
public interface Announcements {

    /**
     * Claims executions of a service, the oldest first. A claim that is neither renewed nor completed expires, so that
     * another host can announce the execution after this one has died.
     *
     * @param lease the time after which the claims expire
     * @throws StoreException if the store cannot be read or written now
     */
    List<ExecutionSummary> claim(ServiceId service, int max, Duration lease);

    /**
     * Renews a claim, or postpones the next attempt: the claim expires after the given time.
     *
     * @throws StoreException if the store cannot be written now
     */
    void postpone(ExecutionSummary execution, Duration delay);

    /**
     * Marks the end of an execution as announced.
     *
     * @throws StoreException if the store cannot be written now
     */
    void complete(ExecutionSummary execution);
}
