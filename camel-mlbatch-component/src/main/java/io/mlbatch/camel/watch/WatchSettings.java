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
package io.mlbatch.camel.watch;

import java.util.Set;

import io.mlbatch.client.waiting.WaitPolicy;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceId;

/**
 * The options of an {@link ExecutionWatch}.
 *
 * @param policy the delays between polls of one execution, and when its wait times out
 * @param states the terminal states that are emitted
 * @param listed whether executions come from the server's list, which decides whether they still exist
 * @param withResults whether results are read at the end of an execution
 * @param withInput whether the input records are read with the results
 * @param withProgress whether changes of progress are emitted
 * @param cancelOnStop whether executions that have not ended are canceled when the watch stops
 */
public record WatchSettings(
        ServiceId service,
        WaitPolicy policy,
        Set<BatchState> states,
        boolean listed,
        boolean withResults,
        boolean withInput,
        boolean withProgress,
        boolean cancelOnStop) {}
