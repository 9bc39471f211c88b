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
 * A time-limited lock on an {@link IdempotentRepository}, which has no expiry of its own: the key contains the
 * 10-second slot in which the lock was acquired or renewed. Others respect a key of their current slot, of the slot
 * before, and, because clocks differ, of the next one. The holder renews the lock once a slot. The lock expires one to
 * two slots after its holder has died. Clocks may differ by less than a slot.
 */
final class Lease {

    static final Duration SLOT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final IdempotentRepository repository;
    private final String key;
    private final Clock clock;
    private long slot;
    private boolean released;

    private Lease(IdempotentRepository repository, String key, Clock clock, long slot) {
        this.repository = repository;
        this.key = key;
        this.clock = clock;
        this.slot = slot;
    }

    /** Acquires the lease of a key. Empty when another holder has it. */
    static Optional<Lease> acquire(IdempotentRepository repository, String key, Clock clock) {
        Lease lease = new Lease(repository, key, clock, slot(clock));
        if (lease.isTaken(lease.slot - 1, lease.slot, lease.slot + 1) || !lease.add()) {
            return Optional.empty();
        }
        boolean alone = false;
        try {
            // two consumers whose clocks are in different slots may both get here: then neither acquires the lease
            alone = !lease.isTaken(lease.slot - 1, lease.slot + 1) && slot(clock) == lease.slot;
        } finally {
            if (!alone) {
                lease.release();
            }
        }
        return alone ? Optional.of(lease) : Optional.empty();
    }

    private boolean add() {
        try {
            return repository.add(key(slot));
        } catch (RuntimeException e) {
            // a database reports a key that another consumer has added at the same time as an error
            if (isTaken(slot)) {
                return false;
            }
            throw e;
        }
    }

    private boolean isTaken(long... slots) {
        return LongStream.of(slots).anyMatch(each -> repository.contains(key(each)));
    }

    private static long slot(Clock clock) {
        return clock.millis() / SLOT.toMillis();
    }

    private String key(long ofSlot) {
        // short, because databases limit the length of keys
        return key + "|L" + Long.toString(ofSlot, Character.MAX_RADIX);
    }

    /** Checks twice a slot whether to renew the lease, while the delayer and the executor are running. */
    void renewUntilReleased(Delayer delayer, Executor renewals) {
        unlessStopped(() -> delayer.after(
                SLOT.dividedBy(2),
                () -> unlessStopped(() -> renewals.execute(() -> {
                    if (renew()) {
                        renewUntilReleased(delayer, renewals);
                    }
                }))));
    }

    private void unlessStopped(Runnable next) {
        try {
            next.run();
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The lease of {} is no longer renewed: the component is stopping", key);
        }
    }

    /** Returns false when the lease has been released. */
    private synchronized boolean renew() {
        if (released) {
            return false;
        }
        long now = slot(clock);
        if (now == slot) {
            return true;
        }
        try {
            repository.add(key(now));
            repository.remove(key(slot));
            slot = now;
        } catch (RuntimeException e) {
            LOG.warn("Renewing the lease of {} failed, another consumer may acquire it: {}", key, e.getMessage());
        }
        return true;
    }

    /** Releases the lease for others. */
    synchronized void release() {
        released = true;
        try {
            repository.remove(key(slot));
        } catch (RuntimeException e) {
            LOG.warn("Releasing the lease of {} failed, it expires within 20 seconds: {}", key, e.getMessage());
        }
    }
}
