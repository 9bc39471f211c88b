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
package io.mlbatch.client.waiting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** All simulated batches by kind and duration, and the tables of {@code docs/polling.md} that they make. */
final class PollReport {

    static final Path PAGE = Path.of("../docs/polling.md");
    static final Duration LOOP = Duration.ofSeconds(3);
    static final Duration MINUTE = Duration.ofMinutes(1);

    /** The cost of one class of batches for the waiter, the loop and a poll a minute. */
    record Row(
            SimulatedKind kind, Band band, PollFigures waiter, PollFigures loop, PollFigures minute, PollFigures held) {

        double share() {
            return waiter.polls() / loop.polls();
        }
    }

    /** Durations of batches. */
    record Band(String name, Duration from, Duration to) {

        boolean isLong() {
            return from.compareTo(MINUTE) >= 0;
        }
    }

    static final List<Band> BANDS = List.of(
            new Band("2–10 s", Duration.ofSeconds(2), Duration.ofSeconds(10)),
            new Band("10–60 s", Duration.ofSeconds(10), MINUTE),
            new Band("1–10 min", MINUTE, Duration.ofMinutes(10)),
            new Band("10–60 min", Duration.ofMinutes(10), Duration.ofHours(1)),
            new Band("1–2 h", Duration.ofHours(1), Duration.ofHours(2)));
    private static final Band LONG = new Band("above 1 min", MINUTE, Duration.ofHours(2));

    static final SimulatedKind[] SHOWING_PROGRESS =
            EnumSet.complementOf(EnumSet.of(SimulatedKind.SINGLE)).toArray(SimulatedKind[]::new);

    private final List<Row> rows = new ArrayList<>();
    private final Map<SimulatedKind, List<PollSimulation>> longOnes = new EnumMap<>(SimulatedKind.class);

    PollReport() {
        for (SimulatedKind kind : SimulatedKind.values()) {
            for (Band band : BANDS) {
                PollSimulation batches = new PollSimulation(kind, band.from, band.to);
                rows.add(new Row(
                        kind, band, batches.waiter(), batches.loop(LOOP), batches.loop(MINUTE), batches.longPolls()));
                if (band.isLong()) {
                    longOnes.computeIfAbsent(kind, key -> new ArrayList<>()).add(batches);
                }
            }
        }
    }

    List<Row> rows() {
        return rows;
    }

    /** All batches above one minute of these kinds. */
    Row longOnes(SimulatedKind... kinds) {
        List<Row> parts = rows.stream()
                .filter(row -> row.band.isLong() && Arrays.asList(kinds).contains(row.kind))
                .toList();
        return new Row(
                kinds[0],
                LONG,
                sum(parts, Row::waiter),
                sum(parts, Row::loop),
                sum(parts, Row::minute),
                sum(parts, Row::held));
    }

    /** The figures of other settings for batches of a kind that take more than one minute. */
    PollFigures longOnes(SimulatedKind kind, WaitPolicy policy, double shareOfIdle) {
        return sum(longOnes.get(kind), batches -> batches.schedule(policy, shareOfIdle));
    }

    private static <T> PollFigures sum(List<T> parts, Function<T, PollFigures> figures) {
        return PollFigures.sum(parts.stream().map(figures).toList());
    }

    /** The page with its tables as they are measured now. */
    String page() throws IOException {
        String text = Files.readString(PAGE);
        text = replace(text, "simulation", simulation());
        text = replace(text, "longPolls", longPolls());
        text = replace(
                text,
                "share",
                settings(
                        "share",
                        List.of(0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0),
                        share -> new Setting(share.toString(), PollSimulation.DEFAULTS, share)));
        return replace(
                text,
                "maxDelay",
                settings(
                        "`maxDelay`",
                        List.of(15, 30, 60, 120),
                        seconds -> new Setting(
                                seconds + " s",
                                PollSimulation.policy(Duration.ofSeconds(seconds)),
                                PollSchedule.SHARE_OF_IDLE)));
    }

    private static String replace(String text, String section, String content) {
        String start = "<!-- " + section + ": START -->\n";
        String end = "<!-- " + section + ": END -->\n";
        int from = text.indexOf(start);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(PAGE + " needs the lines\n" + start + end + "in this order");
        }
        return text.substring(0, from + start.length()) + content + text.substring(to);
    }

    private String simulation() {
        StringBuilder table = new StringBuilder("""
                | batches | they take | polls of a batch: adaptive / 3 s / 60 s | share of the 3 s loop's polls | mean delay in s: adaptive / 3 s / 60 s | 95 % stay below, in s |
                |---|---|---|---|---|---|
                """);
        for (SimulatedKind kind : SimulatedKind.values()) {
            rows.stream().filter(row -> row.kind == kind).forEach(row -> append(table, kind.toString(), row));
            append(table, "**" + kind + "**", longOnes(kind));
        }
        append(table, "**all but single**", longOnes(SHOWING_PROGRESS));
        append(table, "**all**", longOnes(SimulatedKind.values()));
        return table.toString();
    }

    private String longPolls() {
        StringBuilder table = new StringBuilder("""
                | they take | requests of a batch: long polls / schedule | mean delay in s: long polls / schedule |
                |---|---|---|
                """);
        for (Band band : BANDS) {
            List<Row> all = rows.stream().filter(row -> row.band == band).toList();
            PollFigures held = sum(all, Row::held);
            PollFigures waiter = sum(all, Row::waiter);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f / %.0f | %.2f / %.2f |%n",
                    band.name,
                    held.polls(),
                    waiter.polls(),
                    held.delay(),
                    waiter.delay()));
        }
        return table.toString();
    }

    private static void append(StringBuilder table, String name, Row row) {
        table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.0f / %.0f / %.0f | %.2f | %.2f / %.2f / %.1f | %.1f / %.1f / %.1f |%n",
                name,
                row.band.name,
                row.waiter.polls(),
                row.loop.polls(),
                row.minute.polls(),
                row.share(),
                row.waiter.delay(),
                row.loop.delay(),
                row.minute.delay(),
                row.waiter.longDelay(),
                row.loop.longDelay(),
                row.minute.longDelay()));
    }

    private record Setting(String name, WaitPolicy policy, double shareOfIdle) {}

    private <T> String settings(String title, List<T> values, Function<T, Setting> settings) {
        StringBuilder table = new StringBuilder("| " + title);
        Arrays.stream(SimulatedKind.values())
                .forEach(kind -> table.append(" | ").append(kind));
        table.append(" |\n|---")
                .append("|---".repeat(SimulatedKind.values().length))
                .append("|\n");
        for (Setting setting : values.stream().map(settings).toList()) {
            table.append("| ").append(setting.name);
            for (SimulatedKind kind : SimulatedKind.values()) {
                PollFigures figures = longOnes(kind, setting.policy, setting.shareOfIdle);
                double share = figures.polls() / longOnes(kind).loop.polls();
                table.append(String.format(Locale.ROOT, " | %.2f, %.2f s", share, figures.delay()));
            }
            table.append(" |\n");
        }
        return table.toString();
    }
}
