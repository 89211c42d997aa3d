package dev.vitrine.core.room;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Messages that were taken away. A restored message comes back as a record of its own, so the first one stays a
 * tombstone; removing it again takes away the restored copies too. Fed on the room's thread; asked from any.
 */
final class Withdrawn {
    private final Set<Long> seqs = ConcurrentHashMap.newKeySet();
    private final Set<Long> targets = ConcurrentHashMap.newKeySet();
    private final Map<Long, List<Long>> copies = new ConcurrentHashMap<>();

    void apply(LogRecord record) {
        switch (record.type()) {
            case ChatTypes.REMOVED -> {
                long target = record.body().integer("target");
                targets.add(target);
                seqs.add(target);
                seqs.addAll(copies.getOrDefault(target, List.of()));
            }
            case ChatTypes.RESTORED -> {
                long target = record.body().integer("target");
                targets.remove(target);
                copies.computeIfAbsent(target, each -> new CopyOnWriteArrayList<>())
                        .add(record.seq());
            }
            default -> {}
        }
    }

    /** Whether the text of that record must not be shown. */
    boolean hides(long seq) {
        return seqs.contains(seq);
    }

    /** Whether the message of that sequence number is away now. */
    boolean isAway(long target) {
        return targets.contains(target);
    }

    /**
     * Returns what stands in the place of a record whose text must not be shown: place and time, and nothing it said.
     */
    static LogRecord tombstone(LogRecord record) {
        return new LogRecord(
                record.event(),
                record.seq(),
                record.at(),
                record.media(),
                ChatTypes.TOMBSTONE,
                record.channel(),
                record.offset(),
                Actor.HOUSE,
                Delivery.ASAP,
                Optional.empty(),
                Body.empty());
    }
}
