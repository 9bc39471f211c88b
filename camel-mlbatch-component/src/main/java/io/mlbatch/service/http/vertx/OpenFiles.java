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

import io.mlbatch.service.http.platform.RequestLimits;

/** Limits connections by the file descriptors of the process, which the files of the store need as well. */
final class OpenFiles {

    private static final int MAX_CONNECTIONS = 1_000;
    private static final double SHARE_OF_WAITS = 0.75;

    private OpenFiles() {}

    /** Returns the limit of connections; by default 1,000, but at most half of the descriptors. */
    static int connections(RequestLimits limits) {
        return limits.maxConnections() > 0 ? limits.maxConnections() : connections(limit());
    }

    /** Returns the limit of requests that wait for the end of an execution, each of which holds a connection. */
    static int waits(RequestLimits limits) {
        return Math.max(1, (int) (SHARE_OF_WAITS * connections(limits)));
    }

    /** @param descriptors the largest number of descriptors of the process; 0 or less if it is unknown */
    static int connections(long descriptors) {
        return descriptors <= 0 ? MAX_CONNECTIONS : (int) Math.max(1, Math.min(MAX_CONNECTIONS, descriptors / 2));
    }

    private static long limit() {
        try {
            // by name: JVMs of some vendors and systems do not have the attribute
            Object limit = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
            return limit instanceof Long count ? count : 0;
        } catch (JMException unknown) {
            return 0;
        }
    }
}
