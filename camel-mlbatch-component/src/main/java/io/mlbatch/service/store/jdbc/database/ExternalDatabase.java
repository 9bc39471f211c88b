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

import java.nio.file.Path;
import javax.sql.DataSource;

/** A database that the application provides, and a folder for the artifacts whose lock admits one process at a time. */
public final class ExternalDatabase extends DirectoryDatabase {

    private ExternalDatabase(DataSource dataSource, DataDirectory directory) {
        super(dataSource, directory);
    }

    /**
     * Opens the folder, and creates it if it does not exist.
     *
     * @param dataSource asked for a connection at each call; should have a pool
     * @throws IllegalStateException if another host uses the folder
     * @throws io.mlbatch.service.store.StoreException if the folder cannot be used
     */
    public static ExternalDatabase open(DataSource dataSource, Path folder) {
        return new ExternalDatabase(dataSource, DataDirectory.open(folder));
    }
}
