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
package io.mlbatch.survival;

/** Work that occupies a processor for some time without waiting. */
final class Work {

    /** The work of a route on one execution: some tens of milliseconds, so that a kill can interrupt it. */
    static final int OF_A_ROUTE = 10_000_000;

    private static volatile long result;

    private Work() {}

    static void spin(int times) {
        long number = 88172645463325252L;
        for (int i = 0; i < times; i++) {
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
        }
        result = number;
    }
}
