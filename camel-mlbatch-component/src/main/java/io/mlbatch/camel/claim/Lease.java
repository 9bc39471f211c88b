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
package io.mlbatch.camel.claim;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;

import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.waiting.Delayer;

/**
 * Keeps something for one holder, by keys in a repository that knows no time: a key names the span of time in which it
 * was written. Others respect it in that span, in the next one, and, because clocks differ, in the one before. So it is
 * renewed once a span, and ends by itself one to two spans after its holder has died. Clocks may differ by less than a
 * span.
 */
final class Lease {

    static final Duration SPAN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final IdempotentRepository repository;
    private final String key;
    private final Clock clock;
    private long span;
    private boolean givenBack;

    private Lease(IdempotentRepository repository, String key, Clock clock, long span) {
        this.repository = repository;
        this.key = key;
        this.clock = clock;
        this.span = span;
    }

    /** Takes the lease of a key; empty when somebody has it. */
    static Optional<Lease> take(IdempotentRepository repository, String key, Clock clock) {
        Lease lease = new Lease(repository, key, clock, span(clock));
        if (lease.isTaken(lease.span - 1, lease.span, lease.span + 1) || !lease.add()) {
            return Optional.empty();
        }
        boolean alone = false;
        try {
            // two whose clocks are in different spans may both have come here: then neither has it
            alone = !lease.isTaken(lease.span - 1, lease.span + 1) && span(clock) == lease.span;
        } finally {
            if (!alone) {
                lease.giveBack();
            }
        }
        return alone ? Optional.of(lease) : Optional.empty();
    }

    private boolean add() {
        try {
            return repository.add(key(span));
        } catch (RuntimeException e) {
            // a database refuses so what somebody else has added in the same moment
            if (isTaken(span)) {
                return false;
            }
            throw e;
        }
    }

    private boolean isTaken(long... spans) {
        return LongStream.of(spans).anyMatch(each -> repository.contains(key(each)));
    }

    private static long span(Clock clock) {
        return clock.millis() / SPAN.toMillis();
    }

    private String key(long of) {
        // short, because databases limit keys
        return key + "|L" + Long.toString(of, Character.MAX_RADIX);
    }

    /** Renews the lease twice a span, as long as the delayer and the executor run. */
    void renewUntilGivenBack(Delayer delayer, Executor renewals) {
        untilAllStops(() -> delayer.after(
                SPAN.dividedBy(2),
                () -> untilAllStops(() -> renewals.execute(() -> {
                    if (renew()) {
                        renewUntilGivenBack(delayer, renewals);
                    }
                }))));
    }

    private void untilAllStops(Runnable next) {
        try {
            next.run();
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The lease of {} is not renewed any more: all stops", key);
        }
    }

    /** False when there is nothing to renew any more. */
    private synchronized boolean renew() {
        if (givenBack) {
            return false;
        }
        long now = span(clock);
        if (now == span) {
            return true;
        }
        try {
            repository.add(key(now));
            repository.remove(key(span));
            span = now;
        } catch (RuntimeException e) {
            LOG.warn("The lease of {} could not be renewed, another consumer may take it: {}", key, e.getMessage());
        }
        return true;
    }

    /** Others may take it. */
    synchronized void giveBack() {
        givenBack = true;
        try {
            repository.remove(key(span));
        } catch (RuntimeException e) {
            LOG.warn("The lease of {} could not be given back, it ends by itself: {}", key, e.getMessage());
        }
    }
}
