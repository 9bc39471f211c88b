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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole of it, on a real disk. */
class DownloaderPropertyTest {

    @Provide
    Arbitrary<List<String>> lists() {
        return HostileNames.names().list().ofMinSize(1).ofMaxSize(2);
    }

    @Provide
    Arbitrary<Integer> indexes() {
        return Arbitraries.of(0).injectNull(0.5);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void anyListOfNames_touchesNothingOutsideTheDestination(
            @ForAll("lists") List<String> names, @ForAll("indexes") Integer index, @ForAll FileExist fileExist)
            throws IOException {
        Path root = Files.createTempDirectory("mlbatch");
        try {
            Files.createDirectories(root.resolve("0"));
            Files.writeString(root.resolve("a"), "outside");
            Path destination = Files.createDirectories(root.resolve("srv/out"));
            Map<String, String> before = FolderContent.of(root);

            List<Path> landed =
                    download(names, index, new DownloadSettings(destination, false, fileExist, n -> n + "~"));

            assertThat(landed).allSatisfy(path -> assertThat(path)
                    .isRegularFile()
                    .startsWith(destination)
                    .hasContent("inside"));
            Map<String, String> outside = new TreeMap<>(FolderContent.of(root));
            outside.keySet().removeIf(name -> name.startsWith("srv/out/") && !name.equals("srv/out/"));
            assertThat(outside).isEqualTo(before);
            assertThat(FolderContent.of(destination).keySet()).noneMatch(name -> name.contains(".part"));
        } finally {
            FolderContent.delete(root);
        }
        Statistics.coverage(coverage -> {
            coverage.check("landed").percentage(percentage -> percentage > 10);
            coverage.check("refused").percentage(percentage -> percentage > 10);
        });
    }

    private static List<Path> download(List<String> names, Integer index, DownloadSettings settings) {
        FakeBatchClient client = new FakeBatchClient(new VirtualTime());
        client.on("poll", status(BatchState.COMPLETE, 1, 1));
        client.on("artifacts", names);
        client.on(
                "artifact",
                names.stream().map(name -> Artifacts.whole("inside")).toArray());
        try {
            List<Path> landed = new Downloader(client).download(EXECUTION, index, null, settings);
            Statistics.collect("landed");
            return landed;
        } catch (DownloadFailedException refused) {
            Statistics.collect("refused");
            return List.of();
        }
    }
}
