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

import java.lang.reflect.Method;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mlbatch.testing.FilteredClassLoaders.withoutClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host without Vert.x, SQLite or db-scheduler on its class path. */
class WithoutOptionalLibrariesTest {

    private static final String HTTP = "io.mlbatch.service.http";
    private static final String JDBC = "io.mlbatch.service.store.jdbc.database";

    private final ClassLoader withoutVertx =
            withoutClasses(HTTP, name -> name.startsWith("io.vertx.") || name.contains("platform.http.vertx"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ServiceHost",
                "PlatformServers",
                "platform.ServletServer",
                "platform.PlatformHttpApi",
                "platform.RequestBody",
                "platform.RequestLimiter",
                "platform.RequestPools",
                "api.BatchApi"
            })
    void sharedClass_loadsWithoutVertx(String name) throws Exception {
        Class<?> type = Class.forName(HTTP + "." + name, true, withoutVertx);
        assertThat(type.getClassLoader()).isSameAs(withoutVertx);
        assertThat(type.getDeclaredMethods()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertx.VertxServer", "vertx.VertxCall"})
    void classOfVertx_doesNotLoadWithoutVertx(String name) {
        assertThatThrownBy(() ->
                        Class.forName(HTTP + "." + name, true, withoutVertx).getDeclaredFields())
                .isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void dataDirectoryWithoutTheDriver_isRefusedWithTheNameOfTheLibrary(@TempDir Path folder) throws Exception {
        Method open = Class.forName(
                        JDBC + ".SqliteDatabase", true, withoutClasses(JDBC, name -> name.startsWith("org.sqlite.")))
                .getMethod("open", Path.class);

        assertThatThrownBy(() -> open.invoke(null, folder.resolve("data")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The option dataDirectory of the component mlbatch-service needs the library"
                        + " org.xerial:sqlite-jdbc, which is not on the class path");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void clusterWithoutDbScheduler_isRejectedWithTheNameOfTheLibrary() throws Exception {
        String cluster = "io.mlbatch.service.cluster";
        Method require = Class.forName(
                        cluster + ".ClusterLibrary",
                        true,
                        withoutClasses(cluster, name -> name.startsWith("com.github.kagkarlsson.")))
                .getMethod("require");

        assertThatThrownBy(() -> require.invoke(null))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The option clustered of the component mlbatch-service needs the library"
                        + " com.github.kagkarlsson:db-scheduler, which is not on the class path");
    }
}
