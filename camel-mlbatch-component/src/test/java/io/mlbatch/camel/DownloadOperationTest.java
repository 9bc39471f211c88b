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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.client.InvalidInputException;

import static org.assertj.core.api.Assertions.assertThat;

/** The operation download, from the exchange to the folder; its rules are those of the downloader. */
class DownloadOperationTest extends MlbatchTestSupport {

    @TempDir
    private Path folder;

    @BeforeEach
    void holdsABatchOfTwoRecordsWithFiles() {
        server.isAt("e1", "Complete", 2, 2);
        server.hasFiles("e1", 0, "[\"answer.csv\",\"plot 1.txt\"]").hasFiles("e1", 1, "[\"answer.csv\"]");
        server.hasFile("e1", 0, "answer.csv", "first").hasFile("e1", 0, "plot%201.txt", "plot");
        server.hasFile("e1", 1, "answer.csv", "second");
    }

    private Exchange download(String options, Map<String, Object> headers) {
        return send("&operation=download" + options, "body", headers);
    }

    private Path path(String first, String... more) {
        return folder.resolve(Path.of(first, more));
    }

    @Test
    void filesOfAllRecords_areWrittenToFoldersNamedByIndex() {
        Exchange exchange = download("&destination=" + folder, execution("e1"));

        assertThat(succeeded(exchange).getBody())
                .isEqualTo(List.of(
                        path("0", "answer.csv").toString(),
                        path("0", "plot 1.txt").toString(),
                        path("1", "answer.csv").toString()));
        assertThat(path("0", "answer.csv")).hasContent("first");
        assertThat(path("0", "plot 1.txt")).hasContent("plot");
        assertThat(path("1", "answer.csv")).hasContent("second");
    }

    @Test
    void headers_overrideDestinationRecordAndFile() {
        Map<String, Object> headers = new HashMap<>(file("e1", 1, "answer.csv"));
        headers.put(MlbatchConstants.DESTINATION, folder.toString());

        Exchange exchange = download("&destination=/nowhere", headers);

        assertThat(exchange.getMessage().getBody())
                .isEqualTo(List.of(path("answer.csv").toString()));
        assertThat(path("answer.csv")).hasContent("second");
    }

    @Test
    void missingDestination_failsWithoutAutoCreate() {
        Path missing = folder.resolve("missing");

        assertThat(download("&destination=" + missing, execution("e1")).getException())
                .isInstanceOf(DownloadFailedException.class)
                .hasMessageContaining("download TxService/1.0, execution e1: ")
                .hasMessageContaining("does not exist, and autoCreate=false");
        assertThat(missing).doesNotExist();
        assertThat(download("&autoCreate=true&destination=" + missing, execution("e1"))
                        .getException())
                .isNull();
        assertThat(missing.resolve("1").resolve("answer.csv")).hasContent("second");
    }

    @Test
    void downloadWithoutDestination_failsBeforeAnyRequest() {
        assertThat(download("", execution("e1")).getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "download TxService/1.0: the destination is missing: set the option destination or the header"
                                + " CamelMlbatchDestination");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void invalidDestination_isNamedInTheError() {
        assertThat(download("", Map.of(MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.DESTINATION, "a\0b"))
                        .getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the destination is not a valid path: ");
    }

    @Test
    void hostileFileName_isRejectedBeforeAnyWrite() {
        server.hasFiles("e1", 1, "[\"../../escaped.csv\"]");

        assertThat(download("&destination=" + folder, execution("e1")).getException())
                .isInstanceOf(DownloadFailedException.class)
                .hasMessageContaining("file '../../escaped.csv' of record 1");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void moveExisting_evaluatesTheFileLanguage() throws IOException {
        Files.writeString(path("answer.csv"), "old");

        Exchange exchange = download(
                "&destination=" + folder
                        + "&fileExist=Move&moveExisting=RAW(old/${file:name.noext}-1.${file:name.ext})",
                Map.of(MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.INDEX, 1));

        succeeded(exchange);
        assertThat(path("answer.csv")).hasContent("second");
        assertThat(path("old", "answer-1.csv")).hasContent("old");
    }
}
