package dev.vitrine.core.log;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.core.people.People;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs to keep a chat message under its author's key: to write it, and to read it. {@code mvn -Pquick -pl
 * runtime/core -am test -Dtest=SealingBench -Dsurefire.failIfNoSpecifiedTests=false}; asserts nothing about time.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SealingBench {
    private static final int PEOPLE = 500;
    private static final int CALLS = 100_000;
    private static final int ROUNDS = 5;

    @TempDir
    Path data;

    private static LogRecord chat(int number) {
        String id = "v-%08x".formatted(number % PEOPLE);
        return new LogRecord(
                "demo",
                number + 1L,
                Instant.parse("2026-11-22T16:00:00.123456Z"),
                Optional.of(new MediaTime(3, 1_261_500)),
                "chat.message",
                Channel.CHAT,
                number + 1L,
                new Actor(Actor.Kind.VIEWER, id, "Mia", Set.of("chatter", "viewer")),
                Delivery.ASAP,
                Optional.empty(),
                Body.of(
                        "author",
                        Body.of("id", id, "name", "Mia", "staff", false),
                        "text",
                        "Does the lamp come in brass as well? \uD83D\uDE0D"));
    }

    @Test
    void aChatMessage() throws Exception {
        List<LogRecord> plain = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            plain.add(chat(i));
        }
        try (People people = People.open(data)) {
            List<byte[]> open = plain.stream().map(LogRecordCodec::encode).toList();
            List<byte[]> sealed = plain.stream()
                    .map(record -> LogRecordCodec.encode(people.seal(record)))
                    .toList();
            for (int round = 1; round <= ROUNDS; round++) {
                double write = nanos(plain, record -> LogRecordCodec.encode(record).length);
                double writeSealed = nanos(plain, record -> LogRecordCodec.encode(people.seal(record)).length);
                double read =
                        nanos(open, bytes -> LogRecordCodec.decode(bytes).type().length());
                double readSealed = nanos(
                        sealed,
                        bytes ->
                                people.open(LogRecordCodec.decode(bytes)).type().length());
                System.out.printf(
                        "round %d: write %.0f ns, sealed %.0f ns (%.2f times); read %.0f ns, sealed %.0f ns (%.2f"
                                + " times); %d bytes, sealed %d%n",
                        round,
                        write,
                        writeSealed,
                        writeSealed / write,
                        read,
                        readSealed,
                        readSealed / read,
                        open.getFirst().length,
                        sealed.getFirst().length);
            }
        }
    }

    private static <T> double nanos(List<T> items, ToIntFunction<T> call) {
        long used = 0;
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            used += call.applyAsInt(items.get(i % items.size()));
        }
        double nanos = (System.nanoTime() - start) / (double) CALLS;
        if (used == 0) {
            throw new IllegalStateException("Nothing was done.");
        }
        return nanos;
    }
}
