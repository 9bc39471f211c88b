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
 * What goes over the wire of a Machine Learning Server 9.x batch API: identifiers, states, responses, parameter types,
 * the table of calls, and in {@link io.mlbatch.protocol.json} their JSON. Needs the JDK and Jackson's streaming API,
 * nothing else; client and host share it.
 */
package io.mlbatch.protocol;
