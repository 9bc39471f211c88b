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

import java.nio.file.Path;
import javax.sql.DataSource;

/**
 * A database that others look after.
 *
 * @param dataSource gives a connection at each call; a pool of its own is its affair
 * @param artifacts the folder of the artifacts
 */
public record GivenDatabase(DataSource dataSource, Path artifacts) implements Database {

    @Override
    public void close() {
        // is its owner's
    }
}
