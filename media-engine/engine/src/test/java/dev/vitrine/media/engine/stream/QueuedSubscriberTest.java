package dev.vitrine.media.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueuedSubscriberTest {
    private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final PacketSubscriber slow = new PacketSubscriber() {
        @Override
        public void begin(Segment segment) {}

        @Override
        public void packet(Packet packet) {
            seen.add(packet.number());
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void pause() {}
    };

    @Test
    void slowReader_losesPacketsUpToAKeyFrameThatFits_andTheBusNeverWaits() throws Exception {
        try (QueuedSubscriber queue = new QueuedSubscriber("The slow reader of this test", slow, 1_000)) {
            queue.packet(packet(0, true));
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            for (int number = 1; number <= 20; number++) {
                queue.packet(packet(number, number % 5 == 0)); // 100 bytes each: ten fit
            }
            assertThat(queue.dropped()).isEqualTo(10);
            gate.countDown();
            queue.run(() -> {}).get(30, TimeUnit.SECONDS);
            queue.packet(packet(21, false));
            queue.packet(packet(25, true));
            queue.packet(packet(26, false));
        }

        assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 25L, 26L);
    }

    private static Packet packet(long number, boolean key) {
        return new Packet(number, Track.VIDEO, key, 0, 0, 0, 0, 0, new byte[100], 0);
    }
}
