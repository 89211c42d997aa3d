package dev.vitrine.core.room;

import dev.vitrine.api.log.LogRecord;

/**
 * A record as its channel shows it: durable, in offset order, encoded once.
 *
 * @param offset place within the channel, from 1, without gaps
 * @param record the record; for a removed or withheld one a tombstone of type {@code core.tombstone} in its place
 * @param data the publication's {@code data} as UTF-8 JSON, shared by every session; never change it
 */
public record Publication(long offset, LogRecord record, byte[] data) {}
