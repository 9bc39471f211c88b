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
package io.mlbatch.service.http.vertx;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The file descriptors of the process, which connections share with the files of the store. */
final class OpenFiles {

    private static final int MOST_CONNECTIONS = 1_000;

    private OpenFiles() {}

    /** How many connections are accepted when no option says it: 1,000, and no more than half of the descriptors. */
    static int connections() {
        return connections(limit());
    }

    /** @param descriptors that the process may have; 0 or less when they are unknown */
    static int connections(long descriptors) {
        return descriptors <= 0 ? MOST_CONNECTIONS : (int) Math.max(1, Math.min(MOST_CONNECTIONS, descriptors / 2));
    }

    private static long limit() {
        try {
            // by name: the JVM of another vendor or system may not have the attribute
            Object limit = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
            return limit instanceof Long count ? count : 0;
        } catch (JMException unknown) {
            return 0;
        }
    }
}
