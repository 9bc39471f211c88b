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
 * The codec: one small class per JSON document of the API, read and written on Jackson's streaming API. Only this
 * package depends on Jackson. Readers accept the known deviations of servers: unknown fields anywhere, absent and
 * {@code null} lists, two spellings of one name.
 */
package io.mlbatch.protocol.json;
