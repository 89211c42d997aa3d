/**
 * The durable log: append-only segment files, one directory per event.
 *
 * <p>A directory holds {@code 00000000000000000001.segment} and so on, each named by its first sequence number and
 * beginning with a header that carries the log's id and the hash chain's value ({@code SegmentHeader}), then frames
 * ({@code Frame}); {@code mark}, which remembers what has been forced ({@code DurableMark}); and {@code lock}.
 *
 * <p>The promises, and what keeps them:
 *
 * <ul>
 *   <li>Acknowledged means on disk. Completions are called after force, in order; while one force runs, the next batch
 *       gathers ({@code LogWriter}).
 *   <li>A tail that nobody was told of is cut at open; an acknowledged record that is gone or changed is damage: it is
 *       named, never served, and the log is read-only until someone decides ({@code LogOpener}). The mark and each
 *       frame's count of unforced frames before it tell the two apart, also when a disk wrote a batch out of order.
 *   <li>A disk that is full or fails loses no acknowledged record. The log refuses appends until its owner calls
 *       {@link dev.vitrine.core.log.EventLog#recover}; it goes on in a new segment ({@code Appender}).
 *   <li>An idle log costs three file handles: its thread ends after two seconds without work. Open reads the headers
 *       and one segment, so its time does not grow with the log.
 * </ul>
 *
 * <p>To copy a log while it is written, copy the segments in order of name and leave the mark out.
 */
@NullMarked
package dev.vitrine.core.log;

import org.jspecify.annotations.NullMarked;
