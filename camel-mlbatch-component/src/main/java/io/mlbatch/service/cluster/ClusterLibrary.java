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
package io.mlbatch.service.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.slf4j.LoggerFactory;

/** The library that clusters need. */
public final class ClusterLibrary {

    private ClusterLibrary() {}

    /** @throws IllegalStateException if the library is not on the class path; the message names it */
    public static void require() {
        try {
            LoggerFactory.getLogger(ClusterLibrary.class).debug("Lanes are tasks of {}", Scheduler.class.getName());
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "The option clustered of the component mlbatch-service needs the library"
                            + " com.github.kagkarlsson:db-scheduler, which is not on the class path",
                    e);
        }
    }
}
