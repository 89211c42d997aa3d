package dev.vitrine.itests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers and media workers that are killed: when viewers have a picture again, and how many are closed. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class OutageBench {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CUTS = 20;
    private static final int KILLS = 10;

    @Test
    void publisherKilled_toSlate_andBack() throws Exception {
        Path data = Files.createTempDirectory("vitrine-outage-bench");
        List<Long> slateMs = new ArrayList<>();
        int closed = 0;
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("cuts");
            String key = owner.streamKey("cuts");
            try (MediaTap tap = MediaTap.open(server, "cuts")) {
                for (int cut = 0; cut < CUTS; cut++) {
                    try (Encoder encoder = Encoder.publish(server, key)) {
                        long before = tap.fragments();
                        await().atMost(LIMIT).until(() -> tap.fragments() > before + 150);
                        int configs = tap.configs();
                        long killed = System.nanoTime();
                        encoder.kill();
                        slateMs.add((firstPictureAfter(tap, configs) - killed) / 1_000_000);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
                }
                closed += tap.closed() ? 1 : 0;
            }
        } finally {
            Scratch.delete(data);
        }
        slateMs.sort(null);
        System.out.printf(
                "publisher killed to slate: p50 %d ms, max %d ms of %d cuts (goal <= 500); %d sessions closed%n",
                slateMs.get(CUTS / 2), slateMs.getLast(), CUTS, closed);
    }

    @Test
    void workerKilled_toRungsBack() throws Exception {
        Path data = Files.createTempDirectory("vitrine-worker-bench");
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("rungs");
            try (Encoder encoder = Encoder.publish(server, owner.streamKey("rungs"));
                    MediaTap source = MediaTap.open(server, "rungs");
                    MediaTap rung = MediaTap.open(server, "rungs", "240p")) {
                await().atMost(LIMIT).until(() -> rung.fragments() > 100);
                for (String signal : List.of("SEGV", "STOP")) {
                    List<Long> backMs = new ArrayList<>();
                    long worstSourceMs = 0;
                    for (int kill = 0; kill < KILLS; kill++) {
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6)); // a spare stands
                        source.takeLongestGapNanos();
                        rung.takeLongestGapNanos();
                        long pid = encoding(server);
                        long began = System.nanoTime();
                        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                                        .start()
                                        .waitFor())
                                .isZero();
                        int configs = rung.configs();
                        backMs.add((firstPictureAfter(rung, configs) - began) / 1_000_000);
                        worstSourceMs = Math.max(worstSourceMs, source.takeLongestGapNanos() / 1_000_000);
                    }
                    backMs.sort(null);
                    System.out.printf(
                            "worker ended by %s: rungs back p50 %d ms, max %d ms of %d (goal <= 1000); longest gap of"
                                    + " the source %d ms; %d sessions closed%n",
                            signal,
                            backMs.get(KILLS / 2),
                            backMs.getLast(),
                            KILLS,
                            worstSourceMs,
                            (source.closed() ? 1 : 0) + (rung.closed() ? 1 : 0));
                }
                assertThat(encoder.isAlive()).isTrue();
            }
        } finally {
            Scratch.delete(data);
        }
    }

    /** When the first picture after the next configuration came. */
    private static long firstPictureAfter(MediaTap tap, int configs) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (tap.configs() == configs && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        long configured = System.nanoTime();
        while (tap.lastPictureNanos() < configured && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        return tap.lastPictureNanos();
    }

    /** The worker that encodes, which has a thread for the rung. */
    private static long encoding(Vitrine server) {
        return server.handle()
                .descendants()
                .filter(OutageBench::hasRung)
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static boolean hasRung(ProcessHandle worker) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + worker.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith("rung-")) {
                    return true;
                }
            }
            return false;
        } catch (IOException gone) {
            return false;
        }
    }
}
