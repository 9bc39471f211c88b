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
package io.mlbatch.service.cluster;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads of a dispatcher, which shuts them down.
 *
 * @param lanes holds each running lane on one thread, while the engine computes it
 * @param polling claims lanes; one thread
 * @param heartbeats renews claims and finds dead ones; two threads
 */
public record LaneThreads(ExecutorService lanes, ExecutorService polling, ScheduledExecutorService heartbeats) {}
