package dev.vitrine.core.log;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Time to encode and decode a chat message. {@code mvn -Pquick -pl runtime/core -am test -Dtest=LogRecordCodecBench
 * -Dsurefire.failIfNoSpecifiedTests=false}; asserts nothing about time.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LogRecordCodecBench {
    private static final int CALLS = 200_000;
    private static final int ROUNDS = 4;

    @Test
    void chatMessage() {
        LogRecord chat = new LogRecord(
                "demo",
                812_443,
                Instant.parse("2026-11-22T16:00:00.123456Z"),
                Optional.of(new MediaTime(3, 1_261_500)),
                "chat.message",
                Channel.CHAT,
                700_112,
                new Actor(Actor.Kind.VIEWER, "v-7f3a9c", "Mia", Set.of("chatter", "viewer")),
                Delivery.ASAP,
                Optional.empty(),
                Body.of(
                        "author",
                        Body.of("id", "v-7f3a9c", "name", "Mia", "staff", false),
                        "text",
                        "Does the lamp come in brass as well? \uD83D\uDE0D"));
        byte[] encoded = LogRecordCodec.encode(chat);
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.printf(
                    "round %d, %d bytes: encode %.2f µs, publicationData %.2f µs, decode %.2f µs%n",
                    round,
                    encoded.length,
                    micros(chat, record -> LogRecordCodec.encode(record).length),
                    micros(chat, record -> LogRecordCodec.publicationData(record).length),
                    micros(chat, record -> LogRecordCodec.decode(encoded).type().length()));
        }
    }

    private static double micros(LogRecord record, ToIntFunction<LogRecord> call) {
        long used = 0;
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            used += call.applyAsInt(record);
        }
        double micros = (System.nanoTime() - start) / 1e3 / CALLS;
        if (used == 0) {
            throw new IllegalStateException("Nothing was done.");
        }
        return micros;
    }
}
