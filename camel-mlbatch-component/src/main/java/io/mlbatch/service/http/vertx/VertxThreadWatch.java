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

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.impl.VertxInternal;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the Camel context when a thread of its HTTP server has ended, for example because memory is exhausted. The
 * thread is not restarted, so that the process would run without serving. When the context stops, camel-main ends the
 * process, which a supervisor can detect and restart.
 */
final class VertxThreadWatch implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(VertxThreadWatch.class);

    private final CamelContext camelContext;
    private final VertxInternal vertx;
    private volatile boolean stopped;

    VertxThreadWatch(CamelContext camelContext, VertxInternal vertx) {
        this.camelContext = camelContext;
        this.vertx = vertx;
    }

    @Override
    public void start() {
        watch(vertx.getAcceptorEventLoopGroup());
        watch(vertx.getEventLoopGroup());
    }

    private void watch(EventLoopGroup group) {
        for (EventExecutor thread : group) {
            thread.terminationFuture().addListener(ended -> onEnd());
        }
    }

    private synchronized void onEnd() {
        if (!stopped && camelContext.isStarted()) {
            stopped = true;
            LOG.error("A thread of the HTTP server has ended after an error, for example exhausted memory: stopping the"
                    + " Camel context, which cannot serve requests any more. Restart the process");
            // on a new thread: stopping waits for the server, which may need the calling thread
            camelContext
                    .getExecutorServiceManager()
                    .newThread("mlbatch-http-stop", camelContext::stop)
                    .start();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
