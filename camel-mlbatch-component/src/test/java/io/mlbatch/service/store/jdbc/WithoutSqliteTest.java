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

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application that has not added SQLite's driver. */
class WithoutSqliteTest {

    private static final ClassLoader WITHOUT = new ClassLoader(WithoutSqliteTest.class.getClassLoader()) {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.sqlite.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.mlbatch.service.store.jdbc.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            URL file = getParent().getResource(name.replace('.', '/') + ".class");
            try (InputStream in = file.openStream()) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    };

    @TempDir
    private Path folder;

    @Test
    void dataDirectoryWithoutTheDriver_isRefusedWithTheNameOfTheLibrary() throws Exception {
        Method open = Class.forName("io.mlbatch.service.store.jdbc.SqliteDatabase", true, WITHOUT)
                .getMethod("open", Path.class);

        assertThatThrownBy(() -> open.invoke(null, folder.resolve("data")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The option dataDirectory of the component mlbatch-service needs the library"
                        + " org.xerial:sqlite-jdbc, which is not on the class path");
        assertThat(folder).isEmptyDirectory();
    }
}
