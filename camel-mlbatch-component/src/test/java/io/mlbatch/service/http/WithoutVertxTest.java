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
package io.mlbatch.service.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A servlet container has no Vert.x: what runs there is loaded and verified without it. */
class WithoutVertxTest {

    private static final ClassLoader WITHOUT = new ClassLoader(WithoutVertxTest.class.getClassLoader()) {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.vertx.") || name.contains("platform.http.vertx")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.mlbatch.service.http.")) {
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
        Class<?> type = Class.forName("io.mlbatch.service.http." + name, true, WITHOUT);
        assertThat(type.getClassLoader()).isSameAs(WITHOUT);
        assertThat(type.getDeclaredMethods()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertx.VertxServer", "vertx.VertxCall"})
    void classOfVertx_doesNotLoadWithoutVertx(String name) {
        assertThatThrownBy(() -> Class.forName("io.mlbatch.service.http." + name, true, WITHOUT)
                        .getDeclaredFields())
                .isInstanceOf(NoClassDefFoundError.class);
    }
}
