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
package io.mlbatch.camel;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import org.apache.camel.Exchange;

/**
 * The exchanges that one answer gives, made one by one.
 *
 * @param size how many
 * @param fillings what fills each; always in the same order for the same execution
 */
record Emissions(int size, Iterator<Consumer<Exchange>> fillings) {

    static final Emissions NONE = new Emissions(0, Collections.emptyIterator());

    static Emissions one(Consumer<Exchange> filling) {
        return new Emissions(1, List.of(filling).iterator());
    }
}
