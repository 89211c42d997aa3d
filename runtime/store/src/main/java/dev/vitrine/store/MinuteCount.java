package dev.vitrine.store;

import java.time.Instant;

/**
 * How many records of a type fell into a minute.
 *
 * @param minute its beginning
 * @param type record type
 * @param count how many
 */
public record MinuteCount(Instant minute, String type, long count) {}
