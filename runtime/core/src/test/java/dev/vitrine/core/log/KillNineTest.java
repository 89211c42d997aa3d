package dev.vitrine.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child JVM appends from many threads and prints each acknowledgement; it is killed with SIGKILL at a random moment,
 * again and again on the same log. What it printed must be there: nothing lost, doubled or in another order.
 */
class KillNineTest {
    private static final int ROUNDS = Integer.getInteger("vitrine.kills", 20);
    private static final int WRITERS = 8;

    @TempDir
    Path dir;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void killedAtAnyMoment_noAcknowledgedRecordIsLost_doubledOrReordered() throws Exception {
        long seed = Long.getLong("vitrine.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> kept = List.of();
        long acknowledged = 0;
        long cutBytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String when = "seed %d, round %d".formatted(seed, round);
            List<String> acks = runAndKill(random.nextInt(250), round);
            acknowledged += acks.size();
            try (EventLog log = EventLog.open(dir, KillNineChild.OPTIONS)) {
                assertThat(log.state()).as(when).isEqualTo(new LogState.Ready());
                List<String> records = new ArrayList<>();
                log.replay(0, (seq, payload) -> {
                    records.add(seq + " " + new String(payload, StandardCharsets.UTF_8));
                });
                assertThat(records.subList(0, kept.size()))
                        .as(when + ": earlier rounds")
                        .isEqualTo(kept);
                // Each line is "seq payload"; the child prints them in order of acknowledgement.
                List<String> fresh = records.subList(kept.size(), records.size());
                assertThat(fresh.size()).as(when + ": records of this round").isGreaterThanOrEqualTo(acks.size());
                assertThat(fresh.subList(0, acks.size())).as(when).isEqualTo(acks);
                assertThat(fresh).as(when).doesNotHaveDuplicates();
                assertEachWritersOrder(fresh, when);
                kept = List.copyOf(records);
                cutBytes += log.opened().cutBytes();
            }
        }
        System.out.printf(
                "KillNineTest: seed %d, %d kills, %d acknowledged, %d on disk, %d bytes of torn tails cut%n",
                seed, ROUNDS, acknowledged, kept.size(), cutBytes);
        assertThat(acknowledged).as("acknowledgements in all rounds").isPositive();
    }

    private static void assertEachWritersOrder(List<String> records, String when) {
        long[] next = new long[WRITERS];
        for (String record : records) {
            String[] parts = record.split(" ", -1);
            int writer = Integer.parseInt(parts[2]);
            assertThat(Long.parseLong(parts[3])).as("%s: %s", when, record).isEqualTo(next[writer]++);
        }
    }

    /** Returns what the child had printed when it died, whole lines only. */
    private List<String> runAndKill(int afterMs, int round) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillNineChild.class.getName(),
                        dir.toString(),
                        Integer.toString(WRITERS),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).as("the child is ready").isEqualTo("ready");
            CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> read(output));
            // The random moment is the point here, so this waits for time and not for a condition.
            child.waitFor(afterMs, TimeUnit.MILLISECONDS);
            assertThat(child.isAlive()).as("the child is still writing").isTrue();
            // Not Process.destroyForcibly: it closes the pipe as well, and what was printed would be lost.
            child.toHandle().destroyForcibly();
            child.waitFor();
            String text = rest.get(30, TimeUnit.SECONDS);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } finally {
            child.destroyForcibly();
        }
    }

    private static String read(BufferedReader output) {
        try {
            StringBuilder text = new StringBuilder();
            char[] part = new char[8192];
            for (int count = output.read(part); count >= 0; count = output.read(part)) {
                text.append(part, 0, count);
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
