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
package io.mlbatch.examples.scaleout;

import java.io.IOException;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL server that the build brings, for those who have none. Its data are deleted when it ends. */
public final class Database {

    private static final int PORT = 5433;
    private static final String USER = "postgres";

    private Database() {}

    /** Runs until the process ends. */
    public static void main(String[] args) throws Exception {
        EmbeddedPostgres server = builder().setPort(PORT).start();
        System.out.println("DATABASE_URL=" + url(server));
        Thread.currentThread().join();
    }

    /** Starts a server on a free port. */
    static EmbeddedPostgres start() throws IOException {
        return builder().start();
    }

    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1));
    }

    static String url(EmbeddedPostgres server) {
        return server.getJdbcUrl(USER, USER);
    }
}
