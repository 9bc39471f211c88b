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
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database with a folder for the artifacts, whose lock admits one process at a time. */
abstract class DirectoryDatabase implements FolderDatabase {

    private final DataSource dataSource;
    private final DataDirectory directory;

    DirectoryDatabase(DataSource dataSource, DataDirectory directory) {
        this.dataSource = dataSource;
        this.directory = directory;
    }

    @Override
    public final DataSource dataSource() {
        return dataSource;
    }

    @Override
    public final Path artifacts() {
        return directory.artifacts();
    }

    @Override
    public final void requireFolder() throws SQLException {
        directory.requireUnchanged();
    }

    /** Releases the lock on the folder. The data source stays open. */
    @Override
    public final void close() {
        directory.close();
    }
}
