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
 * The store of a host, as the engine and the API see it: {@link io.mlbatch.service.store.ExecutionStore}, its
 * executions, records and results. {@code memory} and {@code jdbc} are the implementations, {@code retention} limits
 * both. Independent of the computation and of HTTP.
 */
package io.mlbatch.service.store;
