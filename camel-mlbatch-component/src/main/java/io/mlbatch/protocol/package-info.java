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
 * The batch API of Machine Learning Server 9.x: identifiers, states, responses, parameter types and the table of calls.
 * {@link io.mlbatch.protocol.json} reads and writes their JSON, {@link io.mlbatch.protocol.csv} reads delimited text,
 * {@link io.mlbatch.protocol.spool} keeps large responses on disk. Client and host share the package. It depends only
 * on the JDK, Jackson's streaming API and FastCSV.
 */
package io.mlbatch.protocol;
