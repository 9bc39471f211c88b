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
package io.mlbatch.service.http.platform;

import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * A path below which the host serves all requests.
 *
 * @param endpoint the endpoint of platform-http with the path
 * @param isPage true for the page: paths of the application take precedence, and {@code /} redirects to it
 */
public record ApiRoot(PlatformHttpEndpoint endpoint, boolean isPage) {}
