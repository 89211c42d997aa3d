package dev.vitrine.itests.bench;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.PluginJars;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Twenty versions of a chat filter in a row, on the real server, under load and with 50 sockets. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SwapBench {
    private static final int SOCKETS = 50;
    private static final int SPEAKERS = 5;
    private static final int SWAPS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @Test
    void swaps_under500messagesASecond() throws Exception {
        swap("example-hello", 500);
    }

    @Test
    void swapsOfModeration_under2000messagesASecond() throws Exception {
        swap("chat-moderation", 2_000);
    }

    private static void swap(String plugin, int perSecond) throws Exception {
        Path data = Files.createTempDirectory("vitrine-swap-bench");
        List<Fan> listeners = new ArrayList<>();
        List<Fan> speakers = new ArrayList<>();
        try (Vitrine server = Vitrine.up(data, "--no-demo", "--watch-seconds", "1")) {
            Api owner = server.api().liveEvent("swap");
            byte[] built = PluginJars.built(plugin);
            owner.upload("POST", "/api/v1/plugins", PluginJars.version(built, "1.0.0"));
            owner.put("/api/v1/events/swap/moderation/terms", "terms", List.of("blorple"));
            for (int i = 0; i < SOCKETS; i++) {
                Fan fan = Fan.connect(server, i == 0 ? Vitrine.OWNER : "");
                fan.subscribe("chat:swap");
                listeners.add(fan);
            }
            for (int i = 0; i < SPEAKERS; i++) {
                speakers.add(Fan.connect(server, Vitrine.OWNER));
            }
            listeners.getFirst().subscribe("mod:swap");
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Body>> replies = new ArrayList<>();
            Thread talk = Thread.ofPlatform().start(() -> speak(speakers, replies, over, perSecond));
            int inService = 0;
            for (int swap = 1; swap <= SWAPS; swap++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                Api.Answer answer =
                        owner.upload("PUT", "/api/v1/plugins/" + plugin, PluginJars.version(built, "1.0." + swap));
                inService += answer.status() / 100 == 2 ? 1 : 0;
            }
            over.set(true);
            talk.join();
            long refused = replies.stream()
                    .filter(reply ->
                            reply.orTimeout(20, TimeUnit.SECONDS).join().has("error"))
                    .count();
            int clean = replies.size() - replies.size() / 10;
            try {
                Awaitility.await()
                        .until(() -> listeners.stream()
                                .allMatch(fan -> fan.texts("swap").size() >= clean));
            } catch (ConditionTimeoutException e) {
                // The line below says how many came.
            }
            System.out.printf(
                    "%s at %d messages/s: %d of %d swaps in service; %d messages, %d refused; each of %d sockets got"
                            + " %d–%d of %d; %d of %d with the listed word held, %d shown; %d sockets closed%n",
                    plugin,
                    perSecond,
                    inService,
                    SWAPS,
                    replies.size(),
                    refused,
                    SOCKETS,
                    listeners.stream()
                            .mapToInt(fan -> fan.texts("swap").size())
                            .min()
                            .orElse(0),
                    listeners.stream()
                            .mapToInt(fan -> fan.texts("swap").size())
                            .max()
                            .orElse(0),
                    clean,
                    listeners.getFirst().bodies("mod:swap", "chat.held").size(),
                    replies.size() / 10,
                    listeners.getLast().texts("swap").stream()
                            .filter(text -> text.contains("blorple"))
                            .count(),
                    listeners.stream().filter(fan -> fan.closeCode() != 0).count());
        } finally {
            listeners.forEach(Fan::close);
            speakers.forEach(Fan::close);
            Scratch.delete(data);
        }
    }

    /** Every tenth message has the word that the plugin holds. */
    private static void speak(
            List<Fan> speakers, List<CompletableFuture<Body>> replies, AtomicBoolean over, int perSecond) {
        long start = System.nanoTime();
        for (int i = 0; !over.get() || i % 10 != 0; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            String text = i % 10 == 9 ? "a blorple, number " + i : "line number " + i;
            replies.add(speakers.get(i % speakers.size()).sayAsync("swap", text));
        }
    }
}
