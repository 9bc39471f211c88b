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
package io.mlbatch.service.store;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One batch execution that a store holds: what a {@link Computation} needs, and what callers see of it: whose it is,
 * and what has been computed so far. Thread-safe. A handle outlives the deletion of its execution: what it is told then
 * is dropped.
 */
public interface Execution extends Computation {

    /**
     * Some results from that index on, by index; those that are not there (yet) are left out. Empty when there is none
     * from there on. As many as are good to hold at once.
     */
    List<IndexedResult> results(int from);

    /** The names of the files that one record left, in the order of the route; empty where there are none (yet). */
    List<String> artifactNames(int index);

    /** One file of one record; the caller closes it. Empty where there is none of that name. */
    Optional<InputStream> artifact(int index, String name);
}
