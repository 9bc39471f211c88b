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
package io.mlbatch.service.http.platform;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

import io.mlbatch.service.http.api.CallKind;

/**
 * The threads and permits of the requests in flight. Logins, calls that write, calls that read, and the content of
 * responses have separate ones, so that none of them waits for another. The permits bound the queues.
 */
public final class RequestPools implements AutoCloseable {

    private static final String NAME = "mlbatch-http";
    private static final int READERS = 4;

    private final ExecutorServiceManager executors;
    private final RequestLimiter loginLimiter;
    private final RequestLimiter writeLimiter;
    private final RequestLimiter readLimiter;
    private final ExecutorService logins;
    private final ExecutorService writes;
    private final ExecutorService reads;
    private final ExecutorService streams;
    private final ExecutorService checks;
    private final ExecutorService analyses;
    private final ScheduledExecutorService timer;

    public RequestPools(CamelContext camelContext, int maxRequests) {
        executors = camelContext.getExecutorServiceManager();
        loginLimiter = new RequestLimiter(maxRequests);
        writeLimiter = new RequestLimiter(maxRequests);
        readLimiter = new RequestLimiter(maxRequests);
        // needs no queue: the check of passwords rejects more logins than there are processors
        logins = executors.newCachedThreadPool(this, NAME + "-login");
        // an upload keeps its thread from its first byte to its last: as many threads as permits, so that a slow upload
        // does not delay another one
        writes = executors.newCachedThreadPool(this, NAME + "-write");
        reads = fixedPool("read", READERS);
        streams = fixedPool("stream", READERS);
        checks = fixedPool("check", READERS);
        analyses = fixedPool("analysis", 1);
        timer = executors.newSingleThreadScheduledExecutor(this, NAME + "-timer");
    }

    private ExecutorService fixedPool(String name, int size) {
        ThreadPoolProfile profile = new ThreadPoolProfileBuilder(name)
                .poolSize(size)
                .maxPoolSize(size)
                .maxQueueSize(Integer.MAX_VALUE)
                .allowCoreThreadTimeOut(true)
                // never runs a task on the thread of the connections
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
        return executors.newThreadPool(this, NAME + "-" + name, profile);
    }

    public RequestLimiter limiter(CallKind kind) {
        return switch (kind) {
            case LOGIN -> loginLimiter;
            case UPLOAD, WRITE -> writeLimiter;
            default -> readLimiter;
        };
    }

    public Executor executor(CallKind kind) {
        return switch (kind) {
            case LOGIN -> logins;
            case UPLOAD, WRITE -> writes;
            case FILE -> streams;
            default -> reads;
        };
    }

    /** Returns the executor that reads the content of responses, block by block. */
    public Executor streams() {
        return streams;
    }

    /** Returns the executor that checks tokens in the database of a cluster. */
    public Executor checks() {
        return checks;
    }

    /** Returns the executor that reads all results of an execution for the page, one task at a time. */
    public Executor analyses() {
        return analyses;
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    /** Stops the threads when they have completed the submitted tasks. */
    @Override
    public void close() {
        executors.shutdown(logins);
        executors.shutdown(writes);
        executors.shutdown(reads);
        executors.shutdown(streams);
        executors.shutdown(checks);
        executors.shutdown(analyses);
        executors.shutdown(timer);
    }
}
