package dev.vitrine.core.log;

/**
 * A record as read from disk, checked.
 *
 * @param seq its sequence number, from 1, without gaps
 * @param payload the appended bytes; the reader's own copy
 */
public record LogEntry(long seq, byte[] payload) {}
