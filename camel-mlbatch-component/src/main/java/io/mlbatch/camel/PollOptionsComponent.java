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

import org.apache.camel.spi.Metadata;

/** The options of the component that limit the polls of a server. */
abstract class PollOptionsComponent extends SpoolOptionsComponent {

    @Metadata(
            label = "advanced",
            defaultValue = "10",
            description =
                    "The maximum number of concurrent polls of one server, over all endpoints. Other polls are queued. Each"
                            + " poll uses a thread and a connection. Also the maximum number of responses that a consumer reads and"
                            + " holds at the same time, each in memory up to spoolThreshold.")
    private int maxConcurrentPolls = 10;

    @Metadata(
            label = "advanced",
            defaultValue = "1000",
            description =
                    "The maximum number of long polls of one server, over all endpoints. A server that supports the header"
                            + " Prefer: wait holds a long poll until the execution ends. Each uses a connection and a file"
                            + " descriptor, but no thread. Further executions are polled at intervals. 0 switches long polls"
                            + " off.")
    private int maxLongPolls = 1000;

    /** @throws IllegalArgumentException if a limit is too small */
    void requirePollLimits() {
        OptionTexts.requireAtLeast(1, "maxConcurrentPolls", maxConcurrentPolls);
        OptionTexts.requireAtLeast(0, "maxLongPolls", maxLongPolls);
    }

    public int getMaxConcurrentPolls() {
        return maxConcurrentPolls;
    }

    public void setMaxConcurrentPolls(int maxConcurrentPolls) {
        this.maxConcurrentPolls = maxConcurrentPolls;
    }

    public int getMaxLongPolls() {
        return maxLongPolls;
    }

    public void setMaxLongPolls(int maxLongPolls) {
        this.maxLongPolls = maxLongPolls;
    }
}
