package dev.vitrine.store;

import java.time.Instant;

/**
 * A message as staff find it.
 *
 * @param event id of the event
 * @param seq sequence number of its record
 * @param at when it was written
 * @param authorId who wrote it
 * @param authorName under which name
 * @param text what it says
 * @param state where it stands
 */
public record ChatLine(
        String event, long seq, Instant at, String authorId, String authorName, String text, State state) {
    /** Where a message stands. */
    public enum State {
        /** Everybody sees it. */
        SHOWN,
        /** It waits for a moderator. */
        HELD,
        /** It was shown and has been removed. */
        REMOVED,
        /** It was held and never shown. */
        DENIED
    }
}
