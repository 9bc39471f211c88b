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
package io.mlbatch.service.store.jdbc.database;

import java.util.List;

/** The tables that only clusters use. PostgreSQL has them, whether its host is clustered or not. */
final class ClusterTables {

    static final List<String> CREATION = List.of(
            // a lane and its claim: the records from first_item to end_item; version counts the claims, seq the writes
            // of results of the current claim
            """
            CREATE TABLE mlbatch_lane (
                execution_no BIGINT NOT NULL,
                lane INTEGER NOT NULL,
                first_item INTEGER NOT NULL,
                end_item INTEGER NOT NULL,
                version BIGINT NOT NULL,
                seq BIGINT NOT NULL,
                PRIMARY KEY (execution_no, lane))""",
            """
            CREATE TABLE mlbatch_artifact (
                execution_no BIGINT NOT NULL,
                item INTEGER NOT NULL,
                position INTEGER NOT NULL,
                part INTEGER NOT NULL,
                content BYTEA NOT NULL,
                PRIMARY KEY (execution_no, item, position, part))""",
            // compressed images and models do not become smaller
            "ALTER TABLE mlbatch_artifact ALTER COLUMN content SET STORAGE EXTERNAL",
            """
            CREATE TABLE mlbatch_token (
                refresh_hash VARCHAR(64) PRIMARY KEY,
                access_hash VARCHAR(64) NOT NULL UNIQUE,
                owner VARCHAR(1000) NOT NULL,
                roles TEXT NOT NULL,
                access_end BIGINT NOT NULL,
                refresh_end BIGINT NOT NULL)""",
            "CREATE INDEX mlbatch_token_owner ON mlbatch_token (owner, refresh_end)",
            """
            CREATE TABLE mlbatch_node (
                id VARCHAR(36) PRIMARY KEY,
                name VARCHAR(255) NOT NULL,
                started BIGINT NOT NULL,
                seen BIGINT NOT NULL)""",
            // work that runs once per cluster, and its next time
            "CREATE TABLE mlbatch_job (name VARCHAR(50) PRIMARY KEY, next BIGINT NOT NULL)",
            // the next turn of each user in the queue of lanes of a service
            """
            CREATE TABLE mlbatch_turn (
                service VARCHAR(1000) NOT NULL,
                owner VARCHAR(1000) NOT NULL,
                turn BIGINT NOT NULL,
                PRIMARY KEY (service, owner))""",
            // the table of db-scheduler, and the service of a lane; execution_time is its turn, in ms since 1970
            """
            CREATE TABLE mlbatch_task (
                task_name TEXT NOT NULL,
                task_instance TEXT NOT NULL,
                task_data BYTEA,
                execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
                picked BOOLEAN NOT NULL,
                picked_by TEXT,
                last_success TIMESTAMP WITH TIME ZONE,
                last_failure TIMESTAMP WITH TIME ZONE,
                consecutive_failures INT,
                last_heartbeat TIMESTAMP WITH TIME ZONE,
                version BIGINT NOT NULL,
                priority SMALLINT,
                service VARCHAR(1000),
                PRIMARY KEY (task_name, task_instance))""",
            "CREATE INDEX mlbatch_task_turn ON mlbatch_task (service, execution_time) WHERE NOT picked",
            "CREATE INDEX mlbatch_task_last_heartbeat ON mlbatch_task (last_heartbeat)");

    private ClusterTables() {}
}
