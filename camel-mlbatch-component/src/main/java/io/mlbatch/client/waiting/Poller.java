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

import java.util.concurrent.Executor;
import java.util.function.Function;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * How the polls of waits are made.
 *
 * @param call asks the server how far an execution is; blocks; brings results, if at all, only at the execution's end
 * @param threads run the calls; how many there are is how many polls run at once
 * @param listener hears of the waits and their polls
 */
public record Poller(Function<ExecutionId, BatchResponse> call, Executor threads, WaitListener listener) {}
