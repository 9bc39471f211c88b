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
package io.mlbatch.service.store.jdbc;

import java.time.Clock;
import java.util.concurrent.Executor;

import io.mlbatch.service.store.jdbc.commit.WriterConnections;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.execution.ArtifactStorage;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/**
 * The parts from which a store is built.
 *
 * @param connections the connections of the writer thread
 * @param writing runs one task until the store is closed
 * @param housekeeping deletes files
 * @param node the id of this node of a cluster; {@code null} for a single host
 */
record StoreParts(
        Database database,
        Dialect dialect,
        StoreHealth health,
        StoreQueries queries,
        ArtifactStorage artifacts,
        WriterConnections connections,
        Clock clock,
        Executor writing,
        Executor housekeeping,
        String node) {}
