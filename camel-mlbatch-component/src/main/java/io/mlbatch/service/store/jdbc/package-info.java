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
 * The store in a database: {@link io.mlbatch.service.store.jdbc.JdbcExecutionStore}. A single host has SQLite or
 * PostgreSQL and a folder for artifacts; the nodes of a cluster share a PostgreSQL. Classes named {@code Cluster…} and
 * {@code Lane…} are for clusters alone.
 */
package io.mlbatch.service.store.jdbc;
