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

import java.util.Collection;

/**
 * The size of the executions in a store, in total or of one owner.
 *
 * @param executions the number of executions
 * @param bytes their approximate size
 */
public record StoreSize(int executions, long bytes) {

    public static final StoreSize EMPTY = new StoreSize(0, 0);

    public static StoreSize sum(Collection<StoreSize> sizes) {
        return sizes.stream().reduce(EMPTY, StoreSize::plus);
    }

    public StoreSize plus(StoreSize other) {
        return new StoreSize(executions + other.executions, bytes + other.bytes);
    }

    public StoreSize minus(StoreSize other) {
        return new StoreSize(executions - other.executions, bytes - other.bytes);
    }

    /** Returns true if neither number exceeds the limit. */
    public boolean isWithin(StoreSize limit) {
        return executions <= limit.executions && bytes <= limit.bytes;
    }
}
