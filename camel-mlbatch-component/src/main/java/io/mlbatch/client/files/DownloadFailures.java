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
package io.mlbatch.client.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.LogSafe;

/** Factory of the errors of one download. A name cannot make an error look like several lines. */
final class DownloadFailures {

    private final CallContext context;
    private final String destination;

    DownloadFailures(ExecutionId id, Path destination) {
        this.context = CallContext.of("download", id);
        this.destination = "'" + LogSafe.of(destination.toString()) + "'";
    }

    /** @param problem the problem with the destination as a whole, like "does not exist" */
    DownloadFailedException destination(String problem) {
        return new DownloadFailedException(context, "the destination " + destination + " " + problem, null);
    }

    /** Returns the error for an execution that has not ended: files of some records would look like those of all. */
    DownloadFailedException unfinished(BatchStatus status) {
        return new DownloadFailedException(
                context,
                "the execution has not ended (" + status.state() + ", " + status.completedItemCount() + " of "
                        + status.totalItemCount() + " records completed): until then, only the files of one record"
                        + " can be downloaded, by its index",
                null);
    }

    DownloadFailedException stopped() {
        return new DownloadFailedException(
                context, "the download to " + destination + " was stopped; complete files are kept", null);
    }

    /** @param index the file's record; {@code null} for any record */
    DownloadFailedException file(Integer index, String name, String problem, Throwable cause) {
        return new DownloadFailedException(
                context, file(index, name) + " cannot be put into " + destination + ": " + problem, cause);
    }

    DownloadFailedException file(PlannedFile file, String problem) {
        return file(file.index(), file.name(), problem, null);
    }

    /**
     * Returns the error for a file that cannot be written, because the disk is full, a folder is read-only, and so on.
     */
    DownloadFailedException writing(PlannedFile file, IOException e) {
        return file(file.index(), file.name(), reason(e), e);
    }

    /** Returns the error for a file that was not received completely. A later attempt may succeed. */
    ServerUnavailableException reading(PlannedFile file, String problem, IOException e) {
        return new ServerUnavailableException(
                context,
                describe(file) + " did not reach " + destination + ": " + problem + (e == null ? "" : ": " + reason(e)),
                e);
    }

    /** Returns the description of a file within a message. */
    static String describe(PlannedFile file) {
        return file(file.index(), file.name());
    }

    private static String file(Integer index, String name) {
        return "file '" + LogSafe.of(name) + "' of " + (index == null ? "every record" : "record " + index);
    }

    /** Returns the reason without the paths with which messages of file system exceptions begin. */
    private static String reason(IOException e) {
        String said = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return e.getClass().getSimpleName() + (said == null ? "" : ": " + LogSafe.of(said));
    }
}
