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

import java.util.Map;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.camel.input.InputOptions;
import io.mlbatch.camel.input.RecordFormat;
import io.mlbatch.camel.server.ServerSettings;
import io.mlbatch.client.files.FileExist;

/** The options that component and endpoint share. */
@UriParams
public class MlbatchConfiguration implements Cloneable {

    @UriParam(defaultValue = "http://localhost:12800")
    @Metadata(description = "The server's base URL, http or https. Never taken from a header.")
    private String serverUrl = "http://localhost:12800";

    @UriParam(label = "security", secret = true)
    @Metadata(
            description =
                    "The user to log in as. The token is refreshed before it expires, and once when the server refuses it;"
                            + " endpoints with the same server and user share one session.")
    private String username;

    @UriParam(label = "security", secret = true)
    @Metadata(description = "The user's password.")
    private String password;

    @UriParam(label = "security", secret = true)
    @Metadata(description = "A ready bearer token, in the place of a login: for Entra ID and the like.")
    private String accessToken;

    @UriParam(label = "producer", defaultValue = "start")
    @Metadata(description = "What the producer does. The header CamelMlbatchOperation overrides it.")
    private MlbatchOperation operation = MlbatchOperation.start;

    @UriParam(label = "producer", defaultValue = "10")
    @Metadata(description = "Threads that the server gives to the batch.")
    private int parallelCount = 10;

    @UriParam(label = "producer", defaultValue = "true")
    @Metadata(
            description =
                    "Whether the operation results brings the results so far, or results only once the execution has"
                            + " come to its end. Waiting never asks for partial results.")
    private boolean showPartialResults = true;

    @UriParam(label = "producer", defaultValue = "auto")
    @Metadata(
            description =
                    "How texts, bytes, streams and files are read. With auto: by content type, file name, or their first"
                            + " character.")
    private RecordFormat recordFormat = RecordFormat.auto;

    @UriParam(label = "producer", defaultValue = "auto")
    @Metadata(
            description =
                    "The delimiter of CSV: one character, or tab or space. With auto the first line decides between comma,"
                            + " semicolon, tab and pipe. The line sep=; of Excel and a file name that ends with .tsv state it as"
                            + " well.")
    private String csvDelimiter = "auto";

    @UriParam(label = "producer", defaultValue = ".")
    @Metadata(
            description =
                    "The decimal separator of numbers in CSV: a point or a comma. It applies to columns of numeric and integer"
                            + " inputs. With a comma, a number that has a point is an error.")
    private String csvDecimal = ".";

    @UriParam(label = "producer", defaultValue = "\"")
    @Metadata(
            description =
                    "The character around fields of CSV that contain delimiters, line ends or quotes, which are doubled. With"
                            + " none, quotes are characters like any other.")
    private String csvQuote = "\"";

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "The texts that mean a missing value in CSV, separated by commas, for example NA,NULL,-. An empty one means"
                            + " an empty field. Without the option, an empty field and NA are missing values of numbers and logicals.")
    private String csvNull;

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "The charset of texts in bytes, streams and files, for example windows-1252. A byte order mark counts more."
                            + " The default is the charset of the content type, or else that of the exchange.")
    private String charset;

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "The names that inputs have in the records, where they differ: input=column pairs separated by commas, for"
                            + " example hp=power,wt=weight.")
    private String columns;

    @UriParam(label = "producer", defaultValue = "true")
    @Metadata(
            description =
                    "Check records against the service's declared inputs before they are sent. An error names the record's"
                            + " index and the input. Without the check, what is missing is left out and what does not fit is sent as it is.")
    private boolean validateInput = true;

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "The folder to which download writes. The files of one record land in it, those of all records in folders"
                            + " named by the records' indices beneath it. The header CamelMlbatchDestination overrides it.")
    private String destination;

    @UriParam(label = "producer", defaultValue = "Override")
    @Metadata(
            description =
                    "What download does where a file of that name exists: Override replaces it; Append adds to it; Fail is an"
                            + " error; Ignore keeps it; Move moves it away, see moveExisting; TryRename replaces it without looking.")
    private FileExist fileExist = FileExist.Override;

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "With fileExist=Move, the new name of an existing file, relative to the destination, in Camel's file"
                            + " language. For example ${file:name}.bak.")
    private String moveExisting;

    @UriParam(label = "producer")
    @Metadata(description = "Create the destination of download where it is missing.")
    private boolean autoCreate;

    @UriParam(defaultValue = "500", javaType = "java.time.Duration")
    @Metadata(
            description =
                    "How long to wait before the first poll: of execute for its batch, of the consumer after its start.")
    private long initialDelay = 500;

    @UriParam(defaultValue = "1000", javaType = "java.time.Duration")
    @Metadata(
            description =
                    "The shortest time between two polls of one execution, and the time between two looks of the consumer at"
                            + " the list of executions.")
    private long delay = 1000;

    @UriParam(defaultValue = "30000", javaType = "java.time.Duration")
    @Metadata(
            description =
                    "The longest time between two polls of one execution. The next poll is placed by the progress seen so far,"
                            + " with jitter, between delay and maxDelay.")
    private long maxDelay = 30_000;

    @UriParam(defaultValue = "0", javaType = "java.time.Duration")
    @Metadata(
            description =
                    "How long execute waits for the end of the batch, and the consumer for the end of an execution that it has"
                            + " found; 0: without limit. The consumer watches what it has given up again after a restart.")
    private long waitTimeout;

    @UriParam(defaultValue = "0")
    @Metadata(
            description =
                    "How many polls of one execution are made before it is given up, see waitTimeout; 0: no limit.")
    private int maxAttempts;

    @UriParam(label = "producer", defaultValue = "leave")
    @Metadata(
            description =
                    "What happens to the batch when execute gives up waiting: leave lets it go on, cancel cancels and deletes"
                            + " it. It is never started again.")
    private UnfinishedBatchPolicy onTimeout = UnfinishedBatchPolicy.leave;

    @UriParam(defaultValue = "leave")
    @Metadata(
            description =
                    "What happens to batches that have not ended when the route or the context stops: leave lets them go on,"
                            + " cancel cancels and deletes them. It applies to the batches for which execute waits, and to those"
                            + " that a consumer has found, whoever started them.")
    private UnfinishedBatchPolicy onStop = UnfinishedBatchPolicy.leave;

    @UriParam(label = "consumer", defaultValue = "batch")
    @Metadata(
            description =
                    "What the consumer emits: batch for one exchange per completed batch, item for one per record,"
                            + " artifact for one per file, progress for one per change of progress.")
    private EmitMode emit = EmitMode.batch;

    @UriParam(label = "consumer")
    @Metadata(
            description =
                    "The one execution that the consumer watches. The default is all that the server holds of the service.")
    private String executionId;

    @UriParam(label = "consumer", defaultValue = "complete,failed")
    @Metadata(description = "The terminal states that are emitted: complete, failed, canceled, separated by commas.")
    private String states = "complete,failed";

    @UriParam(label = "consumer")
    @Metadata(
            description =
                    "Remembers what has been emitted, and by whom something is being emitted. The default is in memory, so that"
                            + " a restart emits again what the server still holds; one that several nodes share lets each execution be"
                            + " emitted by one of them. Keys are group|serverUrl|service/version|executionId and up to eight characters"
                            + " more.")
    private IdempotentRepository idempotentRepository;

    @UriParam(label = "consumer")
    @Metadata(
            description =
                    "Who remembers what has been emitted: consumers of one group share it. The default is the route's id, so"
                            + " that two routes on one service both get every batch. A consumer without a route, of a"
                            + " ConsumerTemplate, pollEnrich or poll, has the URI of its endpoint as default, without secrets.")
    private String group;

    @UriParam(label = "consumer")
    @Metadata(description = "Delete the execution on the server once its exchanges have committed.")
    private boolean deleteOnCommit;

    @UriParam(label = "consumer", defaultValue = "0")
    @Metadata(
            description =
                    "After how many exchanges the consumer looks at no further execution until its next poll; 0: without"
                            + " limit. The exchanges of one execution always come in one poll.")
    private int maxMessagesPerPoll;

    @UriParam(label = "advanced", prefix = "http.", multiValue = true)
    @Metadata(
            description =
                    "Options of the camel-http endpoint underneath: TLS, proxy, pool, timeouts, OAuth. For example"
                            + " http.sslContextParameters=#ssl. Connecting takes at most 10 seconds and an answer may pause for at most"
                            + " 60 unless they say otherwise.")
    private Map<String, Object> httpOptions;

    /** A copy that can be changed on its own. */
    public MlbatchConfiguration copy() {
        try {
            return (MlbatchConfiguration) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** @throws IllegalArgumentException names the options that are not valid */
    ServerSettings serverSettings() {
        return ServerSettings.of(serverUrl, username, password, accessToken, httpOptions);
    }

    /** @throws IllegalArgumentException names the options that are not valid */
    InputOptions inputOptions() {
        return InputOptions.of(recordFormat, charset, csvDelimiter, csvDecimal, csvQuote, csvNull, columns);
    }

    public String getServerUrl() {
        return serverUrl;
    }

    public void setServerUrl(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getAccessToken() {
        return accessToken;
    }

    public void setAccessToken(String accessToken) {
        this.accessToken = accessToken;
    }

    public MlbatchOperation getOperation() {
        return operation;
    }

    public void setOperation(MlbatchOperation operation) {
        this.operation = operation;
    }

    public int getParallelCount() {
        return parallelCount;
    }

    public void setParallelCount(int parallelCount) {
        this.parallelCount = parallelCount;
    }

    public boolean isShowPartialResults() {
        return showPartialResults;
    }

    public void setShowPartialResults(boolean showPartialResults) {
        this.showPartialResults = showPartialResults;
    }

    public RecordFormat getRecordFormat() {
        return recordFormat;
    }

    public void setRecordFormat(RecordFormat recordFormat) {
        this.recordFormat = recordFormat;
    }

    public String getCsvDelimiter() {
        return csvDelimiter;
    }

    public void setCsvDelimiter(String csvDelimiter) {
        this.csvDelimiter = csvDelimiter;
    }

    public String getCsvDecimal() {
        return csvDecimal;
    }

    public void setCsvDecimal(String csvDecimal) {
        this.csvDecimal = csvDecimal;
    }

    public String getCsvQuote() {
        return csvQuote;
    }

    public void setCsvQuote(String csvQuote) {
        this.csvQuote = csvQuote;
    }

    public String getCsvNull() {
        return csvNull;
    }

    public void setCsvNull(String csvNull) {
        this.csvNull = csvNull;
    }

    public String getCharset() {
        return charset;
    }

    public void setCharset(String charset) {
        this.charset = charset;
    }

    public String getColumns() {
        return columns;
    }

    public void setColumns(String columns) {
        this.columns = columns;
    }

    public boolean isValidateInput() {
        return validateInput;
    }

    public void setValidateInput(boolean validateInput) {
        this.validateInput = validateInput;
    }

    public String getDestination() {
        return destination;
    }

    public void setDestination(String destination) {
        this.destination = destination;
    }

    public FileExist getFileExist() {
        return fileExist;
    }

    public void setFileExist(FileExist fileExist) {
        this.fileExist = fileExist;
    }

    public String getMoveExisting() {
        return moveExisting;
    }

    public void setMoveExisting(String moveExisting) {
        this.moveExisting = moveExisting;
    }

    public boolean isAutoCreate() {
        return autoCreate;
    }

    public void setAutoCreate(boolean autoCreate) {
        this.autoCreate = autoCreate;
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

    public Map<String, Object> getHttpOptions() {
        return httpOptions;
    }

    public void setHttpOptions(Map<String, Object> httpOptions) {
        this.httpOptions = httpOptions;
    }
}
