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
package io.mlbatch.service.store;

import java.util.Iterator;
import java.util.Optional;

import io.mlbatch.protocol.ServiceId;

/**
 * A batch to take.
 *
 * @param service the service that is to compute it
 * @param owner the user that it belongs to; empty where nobody has to log in
 * @param parallelCount what was asked for, at least 1
 * @param key the caller's name for this start, to be known again by; empty when there is none
 * @param records the records, each as {@link io.mlbatch.protocol.json.RecordsJson#writeRecord} writes it; read once
 */
public record NewExecution(
        ServiceId service, String owner, int parallelCount, Optional<IdempotencyKey> key, Iterator<byte[]> records) {

    NewExecution withRecords(Iterator<byte[]> others) {
        return new NewExecution(service, owner, parallelCount, key, others);
    }
}
