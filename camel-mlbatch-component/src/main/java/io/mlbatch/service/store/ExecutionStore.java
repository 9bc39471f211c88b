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
package io.mlbatch.service.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;

/**
 * Holds batch executions until they are deleted. Records and results are passed in their encoded form, so that an
 * implementation does not depend on their content. Thread-safe.
 */
public interface ExecutionStore extends AutoCloseable {

    /** The ended executions that a purge reads with one query. */
    int DELETED_AT_ONCE = 1_000;

    /**
     * Returns the execution that the owner of the batch started before with its key, and reads the records to compare
     * them. Returns nothing, and leaves the records unread, if the batch has no key or the key is new.
     *
     * @throws KeyReusedException if that execution was started with another batch
     */
    Optional<CreateResult> existing(NewExecution batch);

    /**
     * Stores a batch under a new execution id. If the iterator of its records throws, nothing is stored. If its owner
     * used the key for the service before and the execution is still held, that execution is returned.
     *
     * @throws KeyReusedException if that execution was started with another batch
     */
    CreateResult create(NewExecution batch);

    /**
     * Finds an execution of a service.
     *
     * @param executionId any text; the result is empty for an unknown id
     */
    Optional<Execution> find(ServiceId service, String executionId);

    /** Returns the executions of an owner and a service in the order of their creation. */
    List<ExecutionId> list(ServiceId service, String owner);

    /** Returns the executions of all owners of a service in the order of their creation. */
    List<ExecutionId> list(ServiceId service);

    /** Returns the details of the selected executions, the newest first. */
    List<ExecutionSummary> summaries(SummaryQuery selection);

    /**
     * Returns the details of an execution; empty if it is not held.
     *
     * @param executionId any text
     */
    Optional<ExecutionSummary> summary(String executionId);

    /** Returns the executions of a service that have not ended, in the order of their creation. */
    List<Execution> unfinished(ServiceId service);

    /** Deletes an execution with its records, results and artifacts. Returns false if it is not held. */
    boolean delete(ExecutionId id);

    /** Marks the results of an ended execution as read to their end, so that it may be evicted for a new one. */
    void markRead(ExecutionId id);

    /** Returns executions that ended before a time, those that ended first before the others. */
    List<ExecutionId> endedBefore(Instant time, int max);

    /** Deletes the executions that ended before a time, and returns their number. */
    default long deleteEndedBefore(Instant time) {
        long deleted = 0;
        List<ExecutionId> ended = endedBefore(time, DELETED_AT_ONCE);
        while (!ended.isEmpty()) {
            deleted += ended.stream().filter(this::delete).count();
            ended = endedBefore(time, DELETED_AT_ONCE);
        }
        return deleted;
    }

    /** Returns true if there is an execution that ended after a time and whose results have not been read. */
    boolean holdsUnread(Instant unreadSince);

    /** Returns the owners of executions that may be evicted: they have been read, or have not ended after the time. */
    Set<String> evictableOwners(Instant unreadSince);

    /** Returns the execution of an owner that may be evicted and ended first. */
    Optional<HeldExecution> oldestEvictable(String owner, Instant unreadSince);

    /** Returns the size of the executions of each owner who has any. */
    Map<String, StoreSize> sizes();

    /** Returns the size of all executions. */
    default StoreSize size() {
        return StoreSize.sum(sizes().values());
    }

    /** Returns the ends of executions that are to be announced. */
    Announcements announcements();

    /** Returns true if executions and results survive the process. */
    boolean isDurable();

    /** Returns the unfinished executions of each service that has any. */
    Map<ServiceId, Backlog> backlogs();

    /** Notifies a listener instead of the one before. */
    default void observe(StoreListener listener) {}

    /** Returns true while executions, results or artifacts cannot be stored or read, for example on a full disk. */
    default boolean isFailing() {
        return false;
    }

    /** Checks whether the store works, and retries failed operations. Must be called every few seconds. */
    default void check() {}

    @Override
    void close();
}
