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
 * The threads and places of the requests in flight. They are separate for logins, for what writes, for what reads and
 * for the content of responses: none of them waits for another. The places bound the queues.
 */
public final class RequestPools implements AutoCloseable {

    private static final String NAME = "mlbatch-http";
    private static final int READERS = 4;

    private final ExecutorServiceManager executors;
    private final RequestLimiter loginGate;
    private final RequestLimiter writeGate;
    private final RequestLimiter readGate;
    private final ExecutorService logins;
    private final ExecutorService writes;
    private final ExecutorService reads;
    private final ExecutorService streams;
    private final ScheduledExecutorService timer;

    public RequestPools(CamelContext camelContext, int maxRequests) {
        executors = camelContext.getExecutorServiceManager();
        loginGate = new RequestLimiter(maxRequests);
        writeGate = new RequestLimiter(maxRequests);
        readGate = new RequestLimiter(maxRequests);
        // the check of a password refuses what is beyond the processors: there is no queue
        logins = executors.newCachedThreadPool(this, NAME + "-login");
        // an upload keeps its thread from its first bytes to its last: as many as there are places, so that a slow one
        // delays none
        writes = executors.newCachedThreadPool(this, NAME + "-write");
        reads = fixed("read", READERS);
        streams = fixed("stream", READERS);
        timer = executors.newSingleThreadScheduledExecutor(this, NAME + "-timer");
    }

    private ExecutorService fixed(String name, int size) {
        ThreadPoolProfile profile = new ThreadPoolProfileBuilder(name)
                .poolSize(size)
                .maxPoolSize(size)
                .maxQueueSize(Integer.MAX_VALUE)
                .allowCoreThreadTimeOut(true)
                // never on the thread of the connections
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
        return executors.newThreadPool(this, NAME + "-" + name, profile);
    }

    public RequestLimiter gate(CallKind kind) {
        return switch (kind) {
            case LOGIN -> loginGate;
            case UPLOAD, WRITE -> writeGate;
            default -> readGate;
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

    /** Reads the content of responses, a block at a time. */
    public Executor streams() {
        return streams;
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    /** Ends the threads once they have done what has been submitted. */
    @Override
    public void close() {
        executors.shutdown(logins);
        executors.shutdown(writes);
        executors.shutdown(reads);
        executors.shutdown(streams);
        executors.shutdown(timer);
    }
}
