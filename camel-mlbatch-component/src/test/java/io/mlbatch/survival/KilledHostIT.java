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
package io.mlbatch.survival;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A host with a data directory, in a JVM that dies by SIGKILL again and again: after so many starts, records, files,
 * results or deletions, within an upload or while it opens, and so much work later as the seed says. After every ten
 * kills all has to be there, right and once.
 */
@Tag("host")
class KilledHostIT {

    private static final long SEED = 20261125;
    private static final int KILLS = Integer.getInteger("mlbatch.kills", 10);
    private static final int KILLS_OF_A_LEDGER = 10;

    private enum Moment {
        START,
        UPLOAD,
        RECORD,
        OPENING,
        UPLOAD_SENT,
        RESULT,
        FILE,
        DELETION
    }

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Ledger ledger = new Ledger();
    private final Set<Computed> stored = new HashSet<>();
    private final Set<Computed> computed = new HashSet<>();
    private final Map<String, Integer> phases = new TreeMap<>();
    private int computedAgain;
    private int lives;

    private record Life(ChildJvm jvm, HostClient client, Path computed) {}

    @Test
    void killedHost_losesNothingAndRepeatsOnlyUnstoredRecords() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            kill(Moment.values()[kill % Moment.values().length]);
            if (kill % KILLS_OF_A_LEDGER == KILLS_OF_A_LEDGER - 1 || kill == KILLS - 1) {
                settle();
            }
        }
        System.out.printf(
                "%d kills, which met %s; %d batches with %d records: none lost, duplicates=0; %d records were computed"
                        + " again%n",
                KILLS, phases, ledger.batches(), ledger.records(), computedAgain);
        // without these phases the kills would have tested nothing
        assertThat(phases).containsKeys("an unanswered start", "records in work");
    }

    private Life start() throws IOException {
        String name = String.format("life-%03d", lives++);
        Path written = folder.resolve(name + ".computed");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        // executions continue after a start with another chunk size
        String chunkSize = lives % 2 == 0 ? "1" : "9";
        List<String> arguments = List.of(Integer.toString(port), data().toString(), written.toString(), chunkSize);
        return new Life(
                new ChildJvm(name, folder, ChildJvm.SHORT_LIVED, HostProgram.class, arguments),
                new HostClient(port),
                written);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void kill(Moment moment) throws Exception {
        Life life = start();
        int openStarts = 0;
        try (ChildJvm jvm = life.jvm()) {
            if (moment == Moment.OPENING) {
                jvm.awaitPrinted(HostProgram.OPENING);
                Work.spin(random.nextInt(20 * Work.OF_A_ROUTE));
                jvm.kill();
            } else {
                jvm.awaitPrinted(HostProgram.STARTED);
                int held = moment == Moment.UPLOAD ? random.nextInt(Callers.largeBytes()) : Integer.MAX_VALUE;
                Callers callers = new Callers(ledger, life.client(), new Random(random.nextLong()), held);
                Callable<Boolean> event = event(moment, life, callers);
                jvm.await(() -> {
                    callers.check();
                    return event.call();
                });
                int later = random.nextInt(Work.OF_A_ROUTE);
                // records that began at these moments end soon
                Work.spin(moment == Moment.RECORD || moment == Moment.FILE ? 0 : later);
                callers.announceKill();
                jvm.kill();
                callers.end();
                openStarts = callers.openStarts();
            }
        }
        HostDisk disk = HostDisk.ofDead(data(), folder.resolve("copy"));
        ledger.assertKept(disk);
        count("an unanswered start", openStarts);
        count("an upload half on disk", disk.half());
        count("half a file", disk.parts());
        count("an end not written", disk.unended());
        count("a deletion not swept", disk.garbage());
        count("a host that opens", moment == Moment.OPENING ? 1 : 0);
        count("records in work", (int) read(life).stream()
                .filter(item -> !disk.results().contains(item))
                .count());
        stored.addAll(disk.results());
    }

    /** Counts the kills at such a moment. */
    private void count(String phase, int things) {
        if (things > 0) {
            phases.merge(phase, 1, Integer::sum);
        }
    }

    private Callable<Boolean> event(Moment moment, Life life, Callers callers) {
        int filesBefore = files();
        int little = 1 + random.nextInt(5);
        return switch (moment) {
            case UPLOAD -> callers::isUploadHeld;
            case UPLOAD_SENT -> () -> callers.sentBytes() >= Callers.largeBytes();
            case RECORD -> {
                int records = 1 + random.nextInt(200);
                yield () -> Computed.readFrom(life.computed()).size() >= records;
            }
            case RESULT -> {
                int results = 1 + random.nextInt(100);
                yield () -> callers.seenResults() >= results;
            }
            case FILE -> () -> files() >= filesBefore + little;
            case DELETION -> () -> callers.deletions() >= 1;
            default -> () -> callers.answeredStarts() >= little;
        };
    }

    private int files() {
        return HostDisk.files(data().resolve("artifacts")).size();
    }

    /** The records that a host has computed: none whose result was stored before. */
    private List<Computed> read(Life life) throws IOException {
        List<Computed> items = Computed.readFrom(life.computed());
        assertThat(items).as("records computed though they were stored").noneMatch(stored::contains);
        items.forEach(item -> computedAgain += computed.add(item) ? 0 : 1);
        return items;
    }

    /** Waits until all executions have ended, and checks them. */
    private void settle() throws Exception {
        Life life = start();
        try (ChildJvm jvm = life.jvm()) {
            jvm.awaitPrinted(HostProgram.STARTED);
            for (SentBatch before : ledger.keyed()) {
                life.client().start(before, bytes -> {});
            }
            jvm.await(() -> Ledger.isComplete(life.client()));
            awaitTrue(() -> HostDisk.ofLiving(data()).parts() == 0);
            ledger.close(life.client());
            await().atMost(1, TimeUnit.MINUTES).untilAsserted(this::assertNothingIsLeft);
            jvm.stop();
        }
        read(life);
        stored.clear();
        computed.clear();
    }

    private void assertNothingIsLeft() throws Exception {
        HostDisk disk = HostDisk.ofLiving(data());
        assertThat(disk).isEqualTo(new HostDisk(Map.of(), Set.of(), 0, 0, 0, 0));
        assertThat(data().resolve("artifacts")).isEmptyDirectory();
    }
}
