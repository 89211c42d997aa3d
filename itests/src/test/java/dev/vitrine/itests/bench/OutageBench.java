package dev.vitrine.itests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.FaultProxy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers and media workers that are killed: when viewers have a picture again, and how many are closed. */
@PictureBench
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class OutageBench {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CUTS = Integer.getInteger("bench.cuts", 20);
    private static final int KILLS = Integer.getInteger("bench.kills", 8);

    /** One less than makes a ladder rest for half a minute, which is the answer to a stream that is poison. */
    private static final int KILLS_OF_ONE_LADDER = 4;

    /** A publisher is back when it connects; its pictures have a key frame each second. */
    @Test
    void publisherKilled_toSlate_andBack() throws Exception {
        Path data = Files.createTempDirectory("vitrine-outage-bench");
        List<Long> slateMs = new ArrayList<>();
        List<Long> backMs = new ArrayList<>();
        int closed = 0;
        try (Vitrine server = Vitrine.up(data, "--no-demo");
                FaultProxy way = new FaultProxy(server.rtmpPort())) {
            Api owner = server.api().liveEvent("cuts");
            String key = owner.streamKey("cuts");
            try (MediaTap tap = MediaTap.open(server, "cuts")) {
                int configs = tap.configs();
                for (int cut = 0; cut < CUTS; cut++) {
                    try (Encoder encoder = Encoder.publishThrough(way, key)) {
                        long liveNanos = firstPictureAfter(tap, configs);
                        if (cut > 0) {
                            backMs.add((liveNanos - way.acceptedNanos()) / 1_000_000);
                        }
                        long before = tap.fragments();
                        await().atMost(LIMIT).until(() -> tap.fragments() > before + 150);
                        configs = tap.configs();
                        long killed = System.nanoTime();
                        encoder.kill();
                        slateMs.add((firstPictureAfter(tap, configs) - killed) / 1_000_000);
                        configs = tap.configs();
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                }
                closed += tap.closed() ? 1 : 0;
            }
        } finally {
            Scratch.delete(data);
        }
        slateMs.sort(null);
        backMs.sort(null);
        System.out.printf(
                "publisher killed to slate: p50 %d ms, max %d ms of %d cuts; %d sessions closed%n",
                slateMs.get(slateMs.size() / 2), slateMs.getLast(), slateMs.size(), closed);
        System.out.printf(
                "publisher back (it connects) to its picture: p50 %d ms, max %d ms of %d times%n",
                backMs.get(backMs.size() / 2), backMs.getLast(), backMs.size());
        PictureGoal.SLATE.met(slateMs.getLast());
        PictureGoal.BACK.met(backMs.getLast());
        PictureGoal.CLOSED.met(closed);
    }

    /** A server of its own for each ladder: one whose viewers have just left goes on for a while. */
    @ParameterizedTest
    @ValueSource(strings = {"SEGV", "STOP"})
    void workerKilled_toRungsBack(String signal) throws Exception {
        List<Long> backMs = new ArrayList<>();
        long worstSourceMs = 0;
        int closed = 0;
        while (backMs.size() < KILLS) {
            Path data = Files.createTempDirectory("vitrine-worker-bench");
            try (Vitrine server = Vitrine.up(data, "--no-demo")) {
                Api owner = server.api().liveEvent("rungs");
                try (Encoder encoder = Encoder.publish(server, owner.streamKey("rungs"));
                        MediaTap source = MediaTap.open(server, "rungs");
                        MediaTap rung = MediaTap.open(server, "rungs", "240p")) {
                    await().atMost(LIMIT).until(() -> rung.fragments() > 100);
                    for (int kill = 0; kill < KILLS_OF_ONE_LADDER && backMs.size() < KILLS; kill++) {
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6)); // a spare stands
                        source.takeLongestGapNanos();
                        int configs = rung.configs();
                        long pid = encoding(server);
                        long began = System.nanoTime();
                        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                                        .start()
                                        .waitFor())
                                .isZero();
                        backMs.add((firstPictureAfter(rung, configs) - began) / 1_000_000);
                        worstSourceMs = Math.max(worstSourceMs, source.takeLongestGapNanos() / 1_000_000);
                    }
                    assertThat(encoder.isAlive()).isTrue();
                    closed += (source.closed() ? 1 : 0) + (rung.closed() ? 1 : 0);
                }
            } finally {
                Scratch.delete(data);
            }
        }
        backMs.sort(null);
        System.out.printf(
                "worker ended by %s: rungs back p50 %d ms, max %d ms of %d; longest gap of the source %d ms;"
                        + " %d sessions closed%n",
                signal, backMs.get(backMs.size() / 2), backMs.getLast(), backMs.size(), worstSourceMs, closed);
        (signal.equals("STOP") ? PictureGoal.RUNGS_STOP : PictureGoal.RUNGS_SEGV).met(backMs.getLast());
    }

    /** When the first picture after a newer configuration came. */
    private static long firstPictureAfter(MediaTap tap, int configs) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while ((tap.configs() == configs || tap.firstPictureNanos() == 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        return tap.firstPictureNanos() == 0 ? System.nanoTime() : tap.firstPictureNanos();
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
