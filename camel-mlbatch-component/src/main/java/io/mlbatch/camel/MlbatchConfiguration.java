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

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.client.files.FileExist;

/** The options that component and endpoint share. The superclasses hold them by concern. */
@UriParams
public class MlbatchConfiguration extends MlbatchConsumerConfiguration {

    @UriParam(label = "producer", defaultValue = "start")
    @Metadata(description = "The operation of the producer. The header CamelMlbatchOperation overrides it.")
    private MlbatchOperation operation = MlbatchOperation.start;

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
            description = "What download does if a file exists: Override replaces it, Append appends to it, Fail fails,"
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
}
