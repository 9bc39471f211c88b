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
package io.mlbatch.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/** Objects of an interface of which a test decides some methods. */
public final class Proxies {

    private Proxies() {}

    /** Returns an object that delegates, after the interceptor has seen the name of the method; it may throw. */
    public static <T> T intercepted(Class<T> type, T delegate, Interceptor before) {
        return type.cast(Proxy.newProxyInstance(
                Proxies.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    before.call(method.getName());
                    try {
                        return method.invoke(delegate, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Returns an object whose methods return the value that a function gives for their names. */
    public static <T> T returning(Class<T> type, Function<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                Proxies.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.apply(method.getName())));
    }

    /** Sees the calls of an object. */
    @FunctionalInterface
    public interface Interceptor {

        void call(String method) throws Throwable;
    }
}
