package dev.vitrine.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RingTest {
    private final Ring ring = new Ring(4);

    private static Publication publication(long offset) {
        LogRecord record = new LogRecord(
                "demo",
                100 + offset,
                Instant.EPOCH,
                Optional.empty(),
                "chat.message",
                Channel.CHAT,
                offset,
                Actor.HOUSE,
                Delivery.ASAP,
                Optional.empty(),
                Body.empty());
        return new Publication(offset, record, new byte[0]);
    }

    private void fill(int publications) {
        for (int offset = 1; offset <= publications; offset++) {
            ring.add(publication(offset));
        }
    }

    private static List<Long> offsets(History history) {
        return history.publications().stream().map(Publication::offset).toList();
    }

    @Test
    void anEmptyRing_isComplete() {
        History history = ring.since("e", true, 0, 10);
        assertThat(history.complete()).isTrue();
        assertThat(history.topOffset()).isZero();
        assertThat(offsets(ring.latest("e", 10))).isEmpty();
    }

    @Test
    void latest_returnsTheNewest_inOrder() {
        fill(6);
        assertThat(offsets(ring.latest("e", 2))).containsExactly(5L, 6L);
        assertThat(offsets(ring.latest("e", 100))).containsExactly(3L, 4L, 5L, 6L);
        assertThat(offsets(ring.latest("e", 0))).isEmpty();
    }

    @Test
    void since_isCompleteAsFarBackAsTheRingReaches() {
        fill(6);
        assertThat(offsets(ring.since("e", true, 2, 10))).containsExactly(3L, 4L, 5L, 6L);
        assertThat(ring.since("e", true, 2, 10).complete()).isTrue();
        assertThat(ring.since("e", true, 1, 10).complete()).isFalse();
        assertThat(ring.since("e", true, 6, 10).complete()).isTrue();
        assertThat(offsets(ring.since("e", true, 2, 2))).containsExactly(3L, 4L);
    }

    @Test
    void since_anotherEpochOrAFutureOffset_isNotComplete() {
        fill(3);
        assertThat(ring.since("e", false, 2, 10).complete()).isFalse();
        assertThat(ring.since("e", true, 4, 10).complete()).isFalse();
        assertThat(ring.since("e", true, -1, 10).complete()).isFalse();
    }

    @Test
    void replace_keepsThePlace() {
        fill(3);
        ring.replace(record -> record.seq() == 102, each -> publication(2));
        assertThat(offsets(ring.latest("e", 10))).containsExactly(1L, 2L, 3L);
    }
}
