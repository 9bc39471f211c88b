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

import java.util.concurrent.atomic.AtomicBoolean;

import io.vertx.core.Context;

import io.mlbatch.service.http.api.PreferredWait;

/**
 * A request that waits for the end of an execution, without a thread. All methods are called on the context of the
 * request.
 */
final class VertxWait {

    private final Context context;
    private final PreferredWait preferred;
    private final Runnable resume;
    private final AtomicBoolean released = new AtomicBoolean();
    private Runnable end = () -> {};
    private long timer;
    private boolean canceled;

    /** @param resume continues with the request */
    VertxWait(Context context, PreferredWait preferred, Runnable resume) {
        this.context = context;
        this.preferred = preferred;
        this.resume = resume;
    }

    void begin() {
        timer = context.owner().setTimer(preferred.time().toMillis(), late -> release());
        end = preferred.begin(this::release);
    }

    /** Called on any thread. */
    private void release() {
        if (released.compareAndSet(false, true)) {
            context.runOnContext(now -> {
                stop();
                if (!canceled) {
                    resume.run();
                }
            });
        }
    }

    /** Ends the wait, because the client has disconnected. */
    void cancel() {
        canceled = true;
        stop();
    }

    private void stop() {
        end.run();
        context.owner().cancelTimer(timer);
    }
}
