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
 * Transports that send calls to the server, outermost first: {@link io.mlbatch.client.transport.RetryingTransport}
 * repeats reads, {@link io.mlbatch.client.transport.IdempotentTransport} repeats a start with its key on a server that
 * recognizes keys, {@link io.mlbatch.client.transport.AuthenticatingTransport} adds the token,
 * {@link io.mlbatch.client.transport.HttpTransport} sends. Only the last one depends on HTTP types.
 */
package io.mlbatch.client.transport;
