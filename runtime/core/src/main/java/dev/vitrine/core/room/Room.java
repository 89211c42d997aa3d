package dev.vitrine.core.room;

import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One event as sessions see it: its channels, its history and what a late joiner needs. Safe from any thread. */
public interface Room {
    /** Id of the event. */
    String event();

    /** Its title. */
    String title();

    /** Its class, such as {@code commerce}. */
    String eventClass();

    /** Its phase. */
    Phase phase();

    /** Body of the newest {@code core.stream} record; {@code {state:"OFFLINE"}} before the first. */
    Body stream();

    /** Returns the newest publications of a channel, at most {@code limit}; none of {@link Channel#PERSONAL}. */
    History latest(Channel channel, int limit);

    /**
     * Returns what follows an offset, at most {@code limit}; {@code complete} is false when the ring no longer reaches
     * back that far or the epoch is another one.
     */
    History since(Channel channel, String epoch, long offset, int limit);

    /** Returns the newest of what a person alone is told ({@link Channel#PERSONAL}), at most {@code limit}. */
    History personalLatest(String person, int limit);

    /**
     * Returns what a person alone was told after an offset, at most {@code limit}. Offsets are the person's own and
     * without gaps, and so is the epoch; {@code complete} is as in {@link #since}.
     */
    History personalSince(String person, String epoch, long offset, int limit);

    /**
     * Returns what a subscriber of the channel needs to draw the present state: one member per plugin part, besides
     * {@code phase}, {@code title} and {@code seq}, the last applied sequence number. Runs on the room's thread, hence
     * the stage.
     */
    CompletionStage<Body> snapshot(Channel channel);

    /** Hears every later publication of every channel until the handle is closed. */
    Handle listen(RoomListener listener);

    /**
     * Returns records after a sequence number from disk, for staff; at most {@code limit}. Ends before a damaged
     * record, which {@link #damage} then names. Blocks on disk.
     */
    List<LogRecord> read(long afterSeq, int limit);

    /** What is wrong with the log on disk and what to do about it, as a sentence; empty while nothing is known. */
    Optional<String> damage();

    /**
     * Returns records after a sequence number from disk as a viewer may see them: those of public channels, with
     * tombstones in the place of removed messages; at most {@code limit}. Blocks on disk.
     */
    List<LogRecord> readForViewers(long afterSeq, int limit);

    /** Sequence number of the newest durable record. */
    long lastSeq();

    /** Ends a listening. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }
}
