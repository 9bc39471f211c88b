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
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.camel.server.ServerSettings;
import io.mlbatch.client.files.FileExist;

/**
 * The options that component and endpoint share: server, operation and files here, the others by concern in the
 * superclasses.
 */
@UriParams
public class MlbatchConfiguration extends MlbatchConsumerConfiguration {

    @UriParam(defaultValue = "http://localhost:12800")
    @Metadata(
            description =
                    "The server's base URL, http or https, or the base URLs of all servers of a cluster, separated by commas."
                            + " A call that cannot connect, or that a server rejects with 503, goes to the next server. No header"
                            + " overrides it.")
    private String serverUrl = "http://localhost:12800";

    @UriParam(label = "security", secret = true)
    @Metadata(
            description = "The user to log in as. The token is refreshed before it expires, and once when the server"
                    + " rejects it. Endpoints with the same server and user share one session.")
    private String username;

    @UriParam(label = "security", secret = true)
    @Metadata(description = "The user's password.")
    private String password;

    @UriParam(label = "security", secret = true)
    @Metadata(description = "A bearer token to use instead of a login, for example of Entra ID.")
    private String accessToken;

    @UriParam(label = "advanced", prefix = "http.", multiValue = true)
    @Metadata(
            description = "Options of the underlying camel-http endpoint, such as TLS, proxy, pool, timeouts and OAuth."
                    + " For example http.sslContextParameters=#ssl. By default, connecting takes at most 10 seconds"
                    + " and a response may pause for at most 60 seconds.")
    private Map<String, Object> httpOptions;

    @UriParam(label = "producer", defaultValue = "start")
    @Metadata(description = "The operation of the producer. The header CamelMlbatchOperation overrides it.")
    private MlbatchOperation operation = MlbatchOperation.start;

    @UriParam(label = "producer,consumer")
    @Metadata(
            javaType = "java.lang.Class",
            description =
                    "The class whose objects the outputs become, by Jackson: the name of a class, or #bean: and the"
                            + " name of an object of the class. The body of consume and of emit=item is the object, or a list of"
                            + " rows for a data.frame that does not have one row. The body of execute, await and results is an"
                            + " iterable of the objects. A record that failed keeps its ServiceResponse.")
    private Object outputType;

    @UriParam(label = "producer", defaultValue = "10")
    @Metadata(description = "The number of records of the batch that the server processes at the same time.")
    private int parallelCount = 10;

    @UriParam(label = "producer", defaultValue = "true")
    @Metadata(
            description = "Whether the operation results returns the results so far, or only those of an execution that"
                    + " has ended. Waiting never asks for partial results.")
    private boolean showPartialResults = true;

    @UriParam(label = "producer")
    @Metadata(
            description = "The folder to which download writes. Files of one record are written to the folder itself,"
                    + " those of all records to subfolders named by the indexes of the records. The header"
                    + " CamelMlbatchDestination overrides it.")
    private String destination;

    @UriParam(label = "producer", defaultValue = "Override")
    @Metadata(
            description =
                    "How download handles an existing file: Override replaces it, Append appends to it, Fail fails,"
                            + " Ignore keeps it, Move moves it first (see moveExisting), TryRename replaces it without a"
                            + " check.")
    private FileExist fileExist = FileExist.Override;

    @UriParam(label = "producer")
    @Metadata(
            description = "With fileExist=Move, the new name of an existing file, relative to the destination, in"
                    + " Camel's file language. For example ${file:name}.bak.")
    private String moveExisting;

    @UriParam(label = "producer")
    @Metadata(description = "Whether to create the destination of download if it does not exist.")
    private boolean autoCreate;

    /** @throws IllegalArgumentException names the options that are not valid */
    ServerSettings serverSettings() {
        return ServerSettings.of(serverUrl, username, password, accessToken, httpOptions);
    }

    /** Returns a copy that can be changed independently. */
    public MlbatchConfiguration copy() {
        try {
            return (MlbatchConfiguration) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public MlbatchOperation getOperation() {
        return operation;
    }

    public void setOperation(MlbatchOperation operation) {
        this.operation = operation;
    }

    public Object getOutputType() {
        return outputType;
    }

    public void setOutputType(Object outputType) {
        this.outputType = outputType;
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

    public Map<String, Object> getHttpOptions() {
        return httpOptions;
    }

    public void setHttpOptions(Map<String, Object> httpOptions) {
        this.httpOptions = httpOptions;
    }
}
