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
/**
 * The client of the batch API: {@link io.mlbatch.client.BatchClient} and the exceptions that it throws. Its
 * {@link io.mlbatch.client.calls calls} pass through the decorators of {@link io.mlbatch.client.transport}.
 * {@link io.mlbatch.client.waiting} waits for executions without holding a thread, and {@link io.mlbatch.client.files}
 * downloads their files. The package does not depend on Camel.
 */
package io.mlbatch.client;
