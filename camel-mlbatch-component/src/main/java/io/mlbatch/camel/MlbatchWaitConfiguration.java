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

import java.time.Duration;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.client.waiting.WaitPolicy;

/** The options that say how executions are waited for. */
@UriParams
public abstract class MlbatchWaitConfiguration extends MlbatchInputConfiguration {

    @UriParam(defaultValue = "500", javaType = "java.time.Duration")
    @Metadata(
            description = "The delay before the first poll: of execute after the start of its batch, of the consumer"
                    + " after its own start.")
    private long initialDelay = 500;

    @UriParam(defaultValue = "1000", javaType = "java.time.Duration")
    @Metadata(
            description = "The shortest time between two polls of one execution, and the time between two reads of the"
                    + " list of executions by the consumer.")
    private long delay = 1000;

    @UriParam(defaultValue = "30000", javaType = "java.time.Duration")
    @Metadata(
            description =
                    "The longest time between two polls of one execution. Each poll is scheduled between delay and"
                            + " maxDelay by the observed progress, with jitter.")
    private long maxDelay = 30_000;

    @UriParam(defaultValue = "0", javaType = "java.time.Duration")
    @Metadata(
            description =
                    "How long execute and await wait for the end of the execution, and the consumer for the end of an"
                            + " execution that it has found. 0 means no limit. After a restart, the consumer watches executions again"
                            + " whose wait timed out.")
    private long waitTimeout;

    @UriParam(defaultValue = "0")
    @Metadata(
            description = "The number of polls of one execution before its wait ends, as with waitTimeout. 0 means no"
                    + " limit.")
    private int maxAttempts;

    @UriParam(label = "producer", defaultValue = "leave")
    @Metadata(
            description = "Whether the batch continues (leave), or is canceled and deleted (cancel), when the wait of"
                    + " execute or await times out. It is never started again.")
    private UnfinishedBatchPolicy onTimeout = UnfinishedBatchPolicy.leave;

    @UriParam(defaultValue = "leave")
    @Metadata(
            description = "Whether batches that have not ended continue (leave), or are canceled and deleted (cancel),"
                    + " when the route or the context stops. Applies to batches that execute and await wait for, and to all"
                    + " executions that a consumer has found, including those of other clients.")
    private UnfinishedBatchPolicy onStop = UnfinishedBatchPolicy.leave;

    /** @throws IllegalArgumentException names the option that is not valid */
    WaitPolicy waitPolicy() {
        return new WaitPolicy(
                Duration.ofMillis(initialDelay),
                Duration.ofMillis(delay),
                Duration.ofMillis(maxDelay),
                waitTimeout == 0 ? null : Duration.ofMillis(waitTimeout),
                maxAttempts);
    }

    public long getInitialDelay() {
        return initialDelay;
    }

    public void setInitialDelay(long initialDelay) {
        this.initialDelay = initialDelay;
    }

    public long getDelay() {
        return delay;
    }

    public void setDelay(long delay) {
        this.delay = delay;
    }

    public long getMaxDelay() {
        return maxDelay;
    }

    public void setMaxDelay(long maxDelay) {
        this.maxDelay = maxDelay;
    }

    public long getWaitTimeout() {
        return waitTimeout;
    }

    public void setWaitTimeout(long waitTimeout) {
        this.waitTimeout = waitTimeout;
    }

    public int getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public UnfinishedBatchPolicy getOnTimeout() {
        return onTimeout;
    }

    public void setOnTimeout(UnfinishedBatchPolicy onTimeout) {
        this.onTimeout = onTimeout;
    }

    public UnfinishedBatchPolicy getOnStop() {
        return onStop;
    }

    public void setOnStop(UnfinishedBatchPolicy onStop) {
        this.onStop = onStop;
    }
}
