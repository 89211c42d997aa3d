package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.FaultProxy;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Order and recovery under seeded faults: a viewer behind a network that cuts, stalls and throttles ends up with every
 * message of the room once and in order, or has been told that it has not. A seed that failed is printed, and belongs
 * here with a line that says what it guards.
 */
class RecoveryIT {
    private static final int MESSAGES = 150;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each property
    private static Vitrine server;

    private static int events;

    @BeforeContainer
    static void start() throws IOException {
        data = Files.createTempDirectory("vitrine-recovery");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterContainer
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void viewerBehindABadNetwork_hasEveryMessageOnceAndInOrder_orIsToldItHasNot(@ForAll long seed) throws Exception {
        String event = "seed-" + ++events;
        server.api().liveEvent(event);
        Random random = new Random(seed);
        try (FaultProxy proxy = new FaultProxy(server.httpPort().orElseThrow());
                Fan speaker = Fan.connect(server, Vitrine.OWNER)) {
            Viewer viewer = new Viewer("http://127.0.0.1:" + proxy.port(), "chat:" + event);
            Thread watching = Thread.ofVirtual().start(viewer);
            Thread faults = Thread.ofVirtual().start(() -> misbehave(proxy, random));
            try {
                for (int i = 1; i <= MESSAGES; i++) {
                    assertThat(speaker.say(event, "m" + i)).matches(reply -> !reply.has("error"), "has no error");
                }
            } finally {
                faults.interrupt();
                faults.join();
                proxy.stall(false);
                proxy.delayMs(0);
                proxy.throttle(Long.MAX_VALUE);
                proxy.cut();
            }
            await("seed " + seed)
                    .atMost(Duration.ofNanos(PATIENCE_NANOS))
                    .until(() -> viewer.lastOffset() == MESSAGES || viewer.lost);
            viewer.over = true;
            watching.interrupt();
            watching.join();
            if (!viewer.lost) {
                assertThat(viewer.offsets())
                        .as("seed %d, %d connections", seed, viewer.connections)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, MESSAGES).boxed().toList());
                assertThat(viewer.texts().getLast()).isEqualTo("m" + MESSAGES);
            }
        }
    }

    private static void misbehave(FaultProxy proxy, Random random) {
        while (!Thread.currentThread().isInterrupted()) {
            switch (random.nextInt(4)) {
                case 0 -> proxy.cut();
                case 1 -> proxy.stall(random.nextBoolean());
                case 2 -> proxy.delayMs(random.nextInt(20));
                default -> proxy.throttle(random.nextBoolean() ? 20_000 + random.nextInt(80_000) : Long.MAX_VALUE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10 + random.nextInt(60)));
        }
    }

    /** Connects again whenever it was cut, from the place it had reached. */
    private static final class Viewer implements Runnable {
        private final String url;
        private final String channel;
        private final List<Body> seen = new ArrayList<>();
        private String epoch = "";
        volatile boolean over;
        volatile boolean lost;
        volatile int connections;

        Viewer(String url, String channel) {
            this.url = url;
            this.channel = channel;
        }

        @Override
        public void run() {
            while (!over) {
                try (Fan fan = Fan.connect(url, "")) {
                    connections++;
                    follow(fan);
                } catch (CompletionException e) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            }
        }

        private void follow(Fan fan) {
            if (epoch.isEmpty()) {
                // The channel's life, from any reply that names it; what was said before it came is recovered too.
                epoch = Fan.member(fan.request("history", Map.of("channel", channel)), "history")
                        .text("epoch");
            }
            Body subscribed = fan.recover(channel, epoch, lastOffset());
            if (!subscribed.flag("recovered", false)) {
                lost = true;
                over = true;
                return;
            }
            subscribed.bodies("publications").forEach(this::take);
            int taken = 0;
            while (!over && !fan.ended()) {
                List<Body> live = fan.publications(channel);
                for (; taken < live.size(); taken++) {
                    take(live.get(taken));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            List<Body> live = fan.publications(channel);
            for (; taken < live.size(); taken++) {
                take(live.get(taken));
            }
        }

        private synchronized void take(Body publication) {
            seen.add(publication);
        }

        synchronized long lastOffset() {
            return seen.isEmpty() ? 0 : seen.getLast().integer("offset");
        }

        synchronized List<Long> offsets() {
            return seen.stream().map(each -> each.integer("offset")).toList();
        }

        synchronized List<String> texts() {
            return seen.stream()
                    .map(each -> (each.has("data") ? Fan.member(each, "data") : each))
                    .map(each -> Fan.member(each, "body").text("text"))
                    .toList();
        }
    }
}
