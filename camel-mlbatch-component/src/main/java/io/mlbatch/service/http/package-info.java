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
 * The batch API over platform-http. {@link io.mlbatch.service.http.ServiceHost} publishes services,
 * {@link io.mlbatch.service.http.PlatformServers} detects the HTTP server below platform-http.
 *
 * <p>{@code api} serves the calls and does not know a server. {@code platform} has the code that the servers share, and
 * the servers of servlet containers. {@code vertx} has the server of Vert.x; its classes are loaded only where Vert.x
 * is.
 */
package io.mlbatch.service.http;
