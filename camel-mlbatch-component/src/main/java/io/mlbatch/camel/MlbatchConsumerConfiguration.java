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

import java.util.Set;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.camel.watch.WatchSettings;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceId;

/** The options of the consumer, and the option that it shares with operations that return results. */
@UriParams
public abstract class MlbatchConsumerConfiguration extends MlbatchWaitConfiguration {

    @UriParam(label = "consumer", defaultValue = "batch")
    @Metadata(
            description = "The exchanges that the consumer emits: batch for one per completed batch, item for one per"
                    + " record, artifact for one per file, progress for one per change of progress.")
    private EmitMode emit = EmitMode.batch;

    @UriParam(label = "consumer")
    @Metadata(
            description = "The only execution to watch. By default, the consumer watches all executions of the service"
                    + " that the server holds.")
    private String executionId;

    @UriParam(label = "consumer", defaultValue = "complete,failed")
    @Metadata(description = "The terminal states that are emitted, separated by commas: complete, failed, canceled.")
    private String states = "complete,failed";

    @UriParam(label = "consumer")
    @Metadata(
            description = "Remembers the executions that have been emitted, and claims those that are being emitted."
                    + " With the default, which is in memory, a restart emits again the executions that the server"
                    + " still holds. With a repository that several nodes share, one of them emits each execution."
                    + " Keys consist of group, server URL, service/version and execution id, joined by vertical bars,"
                    + " and up to eight more characters.")
    private IdempotentRepository idempotentRepository;

    @UriParam(label = "consumer")
    @Metadata(
            description = "The group of the consumer: consumers of one group share the emitted executions. The default"
                    + " is the route's id, so that two routes on one service both get every batch. For a consumer"
                    + " without a route (ConsumerTemplate, pollEnrich, poll), the default is the URI of its endpoint,"
                    + " without secrets.")
    private String group;

    @UriParam(label = "consumer")
    @Metadata(description = "Whether to delete the execution on the server once all its exchanges have committed.")
    private boolean deleteOnCommit;

    @UriParam(label = "consumer", defaultValue = "0")
    @Metadata(
            description = "The number of exchanges after which the consumer emits no further execution until its next"
                    + " poll. 0 means no limit. The exchanges of one execution always come in one poll.")
    private int maxMessagesPerPoll;

    @UriParam
    @Metadata(
            description = "Whether results carry their input records: in input() of each result, in the header"
                    + " CamelMlbatchInput with emit=item, and in rows and CSV, which begin with all columns of the"
                    + " input. execute keeps the input while it sends it. start sends all columns, also those that"
                    + " the service does not declare. await, results and the consumer ask the server for the input,"
                    + " and do not start if the server has no such call, like the vendor's servers.")
    private boolean joinInput;

    /** @throws IllegalArgumentException names the option that is not valid */
    WatchSettings watchSettings(ServiceId service) {
        return new WatchSettings(
                service,
                waitPolicy(),
                terminalStates(),
                executionId == null,
                emit.needsResults(),
                joinInput,
                emit == EmitMode.progress,
                getOnStop() == UnfinishedBatchPolicy.cancel);
    }

    /** @throws IllegalArgumentException when a state is unknown or not terminal */
    private Set<BatchState> terminalStates() {
        Set<BatchState> parsed = BatchState.parseAll(states);
        if (parsed.stream().anyMatch(state -> !state.isTerminal())) {
            throw new IllegalArgumentException("states must be terminal: complete, failed or canceled, not " + states);
        }
        return parsed;
    }

    public boolean isJoinInput() {
        return joinInput;
    }

    public void setJoinInput(boolean joinInput) {
        this.joinInput = joinInput;
    }

    public EmitMode getEmit() {
        return emit;
    }

    public void setEmit(EmitMode emit) {
        this.emit = emit;
    }

    public String getExecutionId() {
        return executionId;
    }

    public void setExecutionId(String executionId) {
        this.executionId = executionId;
    }

    public String getStates() {
        return states;
    }

    public void setStates(String states) {
        this.states = states;
    }

    public IdempotentRepository getIdempotentRepository() {
        return idempotentRepository;
    }

    public void setIdempotentRepository(IdempotentRepository idempotentRepository) {
        this.idempotentRepository = idempotentRepository;
    }

    public String getGroup() {
        return group;
    }

    public void setGroup(String group) {
        this.group = group;
    }

    public boolean isDeleteOnCommit() {
        return deleteOnCommit;
    }

    public void setDeleteOnCommit(boolean deleteOnCommit) {
        this.deleteOnCommit = deleteOnCommit;
    }

    public int getMaxMessagesPerPoll() {
        return maxMessagesPerPoll;
    }

    public void setMaxMessagesPerPoll(int maxMessagesPerPoll) {
        this.maxMessagesPerPoll = maxMessagesPerPoll;
    }
}
