package dev.vitrine.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whoever publishes when: each listener sees each channel without gaps and in the order of the log. */
class OrderProperties {
    @Property(tries = 15)
    void everyListenerSeesTheLog(
            @ForAll @IntRange(min = 1, max = 8) int publishers,
            @ForAll @IntRange(min = 1, max = 40) int each,
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed)
            throws Exception {
        Path data = Files.createTempDirectory("order");
        try (TestHouse house = new TestHouse(data, new FakeClock()).withEvent("demo")) {
            Random verdicts = new Random(seed);
            house.withModeration(
                    "1.0.0", message -> message.text().endsWith("0") ? Verdict.hold("test") : Verdict.pass());
            Room room = house.room("demo");
            ConcurrentLinkedQueue<LogRecord> heard = new ConcurrentLinkedQueue<>();
            room.listen((from, channel, publication) -> {
                assertThat(publication.record().channel()).isEqualTo(channel);
                assertThat(publication.record().offset()).isEqualTo(publication.offset());
                heard.add(publication.record());
            });
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                // Staff, because viewers are held to a rate.
                Actor actor = new Actor(Actor.Kind.STAFF, "s-" + p, "S" + p, java.util.Set.of("moderator"));
                long pause = verdicts.nextInt(3);
                threads.add(Thread.startVirtualThread(() -> {
                    for (int i = 0; i < each; i++) {
                        house.said("demo", actor, "message " + i);
                        if (i % 7 == pause) {
                            Thread.yield();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            List<LogRecord> log = house.log("demo");
            assertThat(log).hasSize(publishers * each);
            assertThat(log.stream().map(LogRecord::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, log.size()).boxed().toList());
            assertThat(heard).containsExactlyElementsOf(log);
            for (Channel channel : List.of(Channel.CHAT, Channel.MOD)) {
                List<Long> offsets = heard.stream()
                        .filter(record -> record.channel() == channel)
                        .map(LogRecord::offset)
                        .toList();
                assertThat(offsets)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, offsets.size())
                                .boxed()
                                .toList());
                assertThat(room.latest(channel, 10_000).publications().stream().map(Publication::offset))
                        .containsExactlyElementsOf(offsets);
            }
        } finally {
            delete(data);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
