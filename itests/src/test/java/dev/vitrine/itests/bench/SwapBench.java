package dev.vitrine.itests.bench;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.PluginJars;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Twenty versions of a chat filter in a row, on the real server, while forty speakers talk and ten viewers count. Every
 * tenth message has a word that the plugin holds. A message counts as lost if its speaker never hears what became of it
 * or a viewer never sees it, as unmoderated if a viewer sees the word.
 */
@RoomBench
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SwapBench {
    private static final int VIEWERS = 10;
    /** Each may have 64 messages under way: what piles up while a version takes over must find room. */
    private static final int SPEAKERS = 40;

    private static final int SWAPS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String LISTED = "blorple";

    @Test
    void swaps_under500messagesASecond() throws Exception {
        swap("example-hello", 500);
    }

    @Test
    void swapsOfModeration_under2000messagesASecond() throws Exception {
        RoomGoal.SWAP_LOST.met(swap("chat-moderation", 2_000));
    }

    /** Returns how many messages were lost, doubled or unmoderated. */
    private static long swap(String plugin, int perSecond) throws Exception {
        Path data = Files.createTempDirectory("vitrine-swap-bench");
        String connect = Api.json("id", 1, "connect", Map.of("token", Vitrine.OWNER));
        try (Vitrine server = Vitrine.up(data, "--no-demo", "--watch-seconds", "1");
                Herd viewers = new Herd("chat:swap", VIEWERS, LISTED)) {
            Api owner = server.api().liveEvent("swap");
            byte[] built = PluginJars.built(plugin);
            owner.upload("POST", "/api/v1/plugins", PluginJars.version(built, "1.0.0"));
            owner.put("/api/v1/events/swap/moderation/terms", "terms", List.of(LISTED));
            int port = server.httpPort().orElseThrow();
            viewers.connect(port);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> viewers.subscribed.get() == VIEWERS);
            try (Crowd speakers = new Crowd(port, "/ws", SPEAKERS, 0, false, connect)) {
                speakers.startCounting();
                AtomicBoolean over = new AtomicBoolean();
                AtomicLong sent = new AtomicLong();
                Thread talk = Thread.ofPlatform().start(() -> speak(speakers, sent, over, perSecond));
                long begun = System.nanoTime();
                int inService = 0;
                for (int swap = 1; swap <= SWAPS; swap++) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    Api.Answer answer =
                            owner.upload("PUT", "/api/v1/plugins/" + plugin, PluginJars.version(built, "1.0." + swap));
                    inService += answer.status() / 100 == 2 ? 1 : 0;
                }
                over.set(true);
                talk.join();
                double seconds = (System.nanoTime() - begun) / 1e9;
                try {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> outcomes(server, "") >= sent.get()
                                    && viewers.fewestAndMost()[0] >= outcomes(server, "shown"));
                } catch (ConditionTimeoutException e) {
                    // The line below says what is missing.
                }
                long shown = outcomes(server, "shown");
                long held = outcomes(server, "held");
                long refused = outcomes(server, "") - shown - held;
                long[] got = viewers.fewestAndMost();
                long unanswered = Math.max(0, shown + held - speakers.deliveries());
                long lost = Math.max(0, sent.get() - shown - held - refused)
                        + unanswered
                        + Math.max(0, shown - got[0])
                        + Math.max(0, got[1] - shown)
                        + viewers.faults.get()
                        + viewers.leaked.get();
                System.out.printf(
                        "%s, %d of %d swaps in service in %.1f s; %,d messages (%.0f/s): %,d shown, %,d held, %,d"
                            + " refused, %,d whose speaker was not told; each of %d viewers got %,d to %,d, %,d gaps,"
                            + " duplicates or reorders, %,d frames with the listed word, %d viewers cut%n",
                        plugin,
                        inService,
                        SWAPS,
                        seconds,
                        sent.get(),
                        sent.get() / seconds,
                        shown,
                        held,
                        refused,
                        unanswered,
                        VIEWERS,
                        got[0],
                        got[1],
                        viewers.faults.get(),
                        viewers.leaked.get(),
                        viewers.cut.get());
                return lost;
            }
        } finally {
            Scratch.delete(data);
        }
    }

    /** What became of messages, by the server's own count; all of them for an empty outcome. */
    private static long outcomes(Vitrine server, String outcome) {
        return (long) server.api("")
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("vitrine_chat_accept_total{")
                        && (outcome.isEmpty() || line.contains("\"" + outcome + "\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void speak(Crowd speakers, AtomicLong sent, AtomicBoolean over, int perSecond) {
        long start = System.nanoTime();
        try {
            for (int i = 0; !over.get(); i++) {
                long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                String text = (i % 10 == 9 ? "a " + LISTED + ", number " : "line number ") + i + " " + Crowd.marker();
                speakers.send(
                        i % SPEAKERS,
                        Api.json(
                                "id", i + 10, "publish", Map.of("channel", "chat:swap", "data", Map.of("text", text))));
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
