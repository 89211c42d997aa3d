package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** kill -9 at random moments under load: what was acknowledged is there, once, in order. */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("vitrine.crash.rounds", 20);
    private static final int WRITERS = 4;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void kill9_losesDuplicatesAndReordersNothingAcknowledged() throws Exception {
        long seed = Long.getLong("vitrine.seed", System.nanoTime());
        Random random = new Random(seed);
        Path data = Files.createTempDirectory("vitrine-crash");
        List<List<String>> acknowledged = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            acknowledged.add(java.util.Collections.synchronizedList(new ArrayList<>()));
        }
        List<Long> readyMs = new ArrayList<>();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                try (Vitrine server = Vitrine.up(data, "--no-demo")) {
                    readyMs.add(TimeUnit.NANOSECONDS.toMillis(server.ageNanos()));
                    if (round == 0) {
                        server.api().liveEvent("crash");
                    }
                    List<Thread> writers = new ArrayList<>();
                    for (int writer = 0; writer < WRITERS; writer++) {
                        writers.add(write(server, round, writer, acknowledged.get(writer)));
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(900)));
                    server.kill();
                    for (Thread writer : writers) {
                        writer.join();
                    }
                }
            }
            try (Vitrine server = Vitrine.up(data, "--no-demo")) {
                List<Body> records = server.api().log("crash");
                assertThat(records.stream().map(record -> record.integer("seq")))
                        .as("sequence without gaps, seed " + seed)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .hasSize((int) records.getLast().integer("seq"));
                Map<String, List<String>> found = records.stream()
                        // A filter that is late, as on a cold start, holds the message: that is kept too.
                        .filter(record -> List.of("chat.message", "chat.held").contains(record.text("type")))
                        .map(record -> Fan.member(record, "body").text("text"))
                        .collect(Collectors.groupingBy(text -> text.substring(0, 2)));
                int total = 0;
                for (int writer = 0; writer < WRITERS; writer++) {
                    List<String> kept = new ArrayList<>(found.getOrDefault("w" + writer, List.of()));
                    assertThat(kept)
                            .as("duplicates of writer " + writer + ", seed " + seed)
                            .doesNotHaveDuplicates();
                    List<String> expected = List.copyOf(acknowledged.get(writer));
                    kept.retainAll(java.util.Set.copyOf(expected));
                    assertThat(kept).as("writer " + writer + ", seed " + seed).isEqualTo(expected);
                    total += expected.size();
                }
                Vitrine.Result verified = Vitrine.command("log", "verify", "crash", "--data", data.toString());
                assertThat(verified.exitCode()).as(verified.output()).isZero();
                readyMs.sort(null);
                System.out.printf(
                        "kill -9: %d rounds, %d acknowledged messages, 0 lost, duplicated or reordered; process start"
                                + " to serving again: median %d ms, worst %d ms (seed %d)%n",
                        ROUNDS, total, readyMs.get(readyMs.size() / 2), readyMs.getLast(), seed);
            }
        } finally {
            Scratch.delete(data);
        }
    }

    private static Thread write(Vitrine server, int round, int writer, List<String> acknowledged) {
        return Thread.ofVirtual().start(() -> {
            try (Fan fan = Fan.connect(server, Vitrine.OWNER)) {
                for (int i = 0; ; i++) {
                    String text = "w" + writer + " round " + round + " message " + i;
                    if (fan.request("publish", java.util.Map.of("channel", "chat:crash", "data", Map.of("text", text)))
                            .has("error")) {
                        return;
                    }
                    acknowledged.add(text);
                }
            } catch (CompletionException | IllegalStateException e) {
                // The server has been killed, as planned.
            }
        });
    }
}
