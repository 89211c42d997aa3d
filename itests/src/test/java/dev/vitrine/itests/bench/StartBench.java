package dev.vitrine.itests.bench;

import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the command to ready, and what the idle server weighs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StartBench {
    private static final int RUNS = 7;
    private static final int IDLE_SECONDS = 20;

    @Test
    void up_toReady_andIdleMemory() throws Exception {
        for (String demo : List.of("--no-demo", "--bind=127.0.0.1")) {
            List<Long> readyMs = new ArrayList<>();
            long residentMiB = 0;
            for (int run = 0; run < RUNS; run++) {
                Path data = Files.createTempDirectory("vitrine-start-bench");
                try (Vitrine server = Vitrine.up(data, demo)) {
                    readyMs.add(TimeUnit.NANOSECONDS.toMillis(server.ageNanos()));
                    if (run == RUNS - 1) {
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
                        residentMiB = Cpu.residentMiB(server.handle().pid());
                    }
                } finally {
                    Scratch.delete(data);
                }
            }
            readyMs.sort(null);
            System.out.printf(
                    "up %s: ready after %d ms (median of %d; %d–%d), %d MiB resident after %d s%n",
                    demo.equals("--no-demo") ? "without demo" : "with demo",
                    readyMs.get(RUNS / 2),
                    RUNS,
                    readyMs.getFirst(),
                    readyMs.getLast(),
                    residentMiB,
                    IDLE_SECONDS);
        }
    }
}
