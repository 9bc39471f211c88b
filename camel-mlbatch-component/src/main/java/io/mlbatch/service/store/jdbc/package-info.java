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
 * The store in a database: {@link io.mlbatch.service.store.jdbc.JdbcExecutionStore} assembles the packages below. It
 * has the classes that start, compute and delete the executions of a single host, with SQLite or PostgreSQL and a
 * folder for artifacts; {@code cluster} has those of nodes. From the bottom: {@code database}, {@code commit},
 * {@code execution}, {@code cluster}; each knows only those before it.
 */
package io.mlbatch.service.store.jdbc;
