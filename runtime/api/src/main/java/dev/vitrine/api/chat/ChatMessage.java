package dev.vitrine.api.chat;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A message that nobody but its author has seen yet.
 *
 * @param event id of the event
 * @param author who wrote it
 * @param text what they wrote: 1 to 500 characters, trimmed, no control characters
 * @param replyTo sequence number of the message it answers
 * @param at when it arrived
 */
public record ChatMessage(String event, Author author, String text, Optional<Long> replyTo, Instant at) {
    /** The words in order: runs of letters and digits, lower-cased without regard to locale. */
    public Stream<String> words() {
        return Stream.of(text.toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty());
    }
}
