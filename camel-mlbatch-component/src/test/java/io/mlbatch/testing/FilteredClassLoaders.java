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

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Class loaders that lack a library. */
public final class FilteredClassLoaders {

    private FilteredClassLoaders() {}

    /** Returns a loader that defines the classes of a package anew and does not find the absent ones. */
    public static ClassLoader withoutClasses(String ownPackage, Predicate<String> absent) {
        return new ClassLoader(FilteredClassLoaders.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (absent.test(name)) {
                    throw new ClassNotFoundException(name);
                }
                if (!name.startsWith(ownPackage + ".")) {
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
    }

    /** Returns a loader with the class path of the test except for some jars, which shares only the JDK with it. */
    public static URLClassLoader withoutJars(String regex) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        URL[] urls = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.matches(regex))
                .map(FilteredClassLoaders::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates a program with the classes of a loader: only texts are passed in and out. */
    @SuppressWarnings("unchecked")
    public static UnaryOperator<String> program(ClassLoader loader, Class<? extends UnaryOperator<String>> type)
            throws ReflectiveOperationException {
        return (UnaryOperator<String>)
                loader.loadClass(type.getName()).getConstructor().newInstance();
    }
}
