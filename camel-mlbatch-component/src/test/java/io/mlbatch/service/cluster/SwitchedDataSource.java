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
package io.mlbatch.service.cluster;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import io.mlbatch.testing.Proxies;

/** A data source that can be away. */
final class SwitchedDataSource {

    private final DataSource dataSource;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean failing;

    SwitchedDataSource(DataSource target) {
        dataSource = Proxies.intercepted(DataSource.class, target, method -> {
            connections.incrementAndGet();
            if (failing) {
                throw new SQLException("connection refused");
            }
        });
    }

    DataSource dataSource() {
        return dataSource;
    }

    int connections() {
        return connections.get();
    }

    void fail() {
        failing = true;
    }

    void repair() {
        failing = false;
    }
}
