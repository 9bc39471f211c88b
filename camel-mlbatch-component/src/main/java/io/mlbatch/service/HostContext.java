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
package io.mlbatch.service;

import java.util.Optional;

import io.mlbatch.service.engine.AbandonedRecords;
import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.http.ServiceHost;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.retention.Admission;

/**
 * The collaborators that all services of a component share.
 *
 * @param services publishes the services
 * @param cluster shares executions with other hosts; empty for a single host
 * @param store holds their executions
 * @param admission stores new executions within the limits
 * @param limits the maximum size of a batch
 * @param abandonedRecords the records that stopped services abandoned
 * @param events receives the events of the services
 */
record HostContext(
        ServiceHost services,
        Optional<HostCluster> cluster,
        ExecutionStore store,
        Admission admission,
        BatchLimits limits,
        AbandonedRecords abandonedRecords,
        HostEvents events) {}
