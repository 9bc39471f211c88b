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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The permit of a request in flight. It has one holder at first, and is returned when all holders have released it.
 * Thread-safe.
 */
public final class RequestPermit {

    private final AtomicInteger holders = new AtomicInteger(1);
    private final Runnable onRelease;

    public RequestPermit(Runnable onRelease) {
        this.onRelease = onRelease;
    }

    /** Adds a holder. */
    public void retain() {
        holders.incrementAndGet();
    }

    /** Removes a holder. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            onRelease.run();
        }
    }
}
