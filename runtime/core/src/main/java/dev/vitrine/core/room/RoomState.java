package dev.vitrine.core.room;

import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.people.People;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the house itself knows of an event: a view of its log. Fed on the room's thread; asked from any. */
public final class RoomState {
    /** Record of a new phase. */
    public static final String PHASE = "core.phase";
    /** Record of a stream's new state. */
    public static final String STREAM = "core.stream";
    /** Type of the records that say how a probe of the media stands. */
    public static final String HEALTH = "media.health";

    /** Record of another profile family of the media. */
    public static final String PROFILE = "core.profile";

    /** Denied messages that can still be approved. */
    private static final int DENIED_MAX = 20_000;

    private final Withdrawn withdrawn = new Withdrawn();
    private final ConcurrentSkipListMap<Long, LogRecord> held = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Instant> denied = new ConcurrentSkipListMap<>();
    private volatile Phase phase = Phase.DRAFT;
    private volatile Body stream = Body.of("state", "OFFLINE");
    private volatile Optional<String> profile = Optional.empty();

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case PHASE -> phase = Phase.valueOf(body.text("phase").toUpperCase(Locale.ROOT));
            case STREAM -> stream = body;
            case PROFILE -> profile = body.optionalText("profile");
            case ChatTypes.HELD -> {
                if (!People.isErased(record)) {
                    held.put(record.seq(), record);
                }
            }
            case People.FORGOTTEN -> held.values().removeIf(each -> People.concerns(each, body.text("person")));
            case ChatTypes.MESSAGE -> body.optionalInteger("held").ifPresent(this::noLongerHeld);
            case ChatTypes.APPROVED -> noLongerHeld(body.integer("target"));
            case ChatTypes.DENIED -> {
                long target = body.integer("target");
                if (held.remove(target) != null) {
                    denied.put(target, record.at());
                    if (denied.size() > DENIED_MAX) {
                        denied.pollFirstEntry();
                    }
                }
            }
            default -> withdrawn.apply(record);
        }
    }

    private void noLongerHeld(long seq) {
        held.remove(seq);
        denied.remove(seq);
    }

    /** The event's phase. */
    public Phase phase() {
        return phase;
    }

    /** Body of the newest {@code core.stream} record. */
    public Body stream() {
        return stream;
    }

    /** The profile family last chosen, if any was. */
    public Optional<String> profile() {
        return profile;
    }

    /** A message that waits, unless it does not. */
    public Optional<LogRecord> held(long seq) {
        return Optional.ofNullable(held.get(seq));
    }

    /** Messages that wait, oldest first. */
    public List<LogRecord> held(int limit, long afterSeq) {
        return held.tailMap(afterSeq, false).values().stream().limit(limit).toList();
    }

    /** When a held message was denied, unless it was not, or was approved after all, or long ago. */
    public Optional<Instant> deniedAt(long seq) {
        return Optional.ofNullable(denied.get(seq));
    }

    /** How many messages wait. */
    public int heldCount() {
        return held.size();
    }

    /** Whether the message of that sequence number has been taken away. */
    public boolean isRemoved(long seq) {
        return withdrawn.isAway(seq);
    }

    Withdrawn withdrawn() {
        return withdrawn;
    }
}
