package dev.vitrine.web.media;

/**
 * One message of a stream as a whole WebSocket frame; in a busy feed, some small ones before it in the same bytes.
 *
 * @param index place in the ring
 * @param generation counts configurations; a viewer needs the one a unit belongs to
 * @param arrivedNanos of the first; see {@link dev.vitrine.api.media.MediaUnit}
 * @param frame shared by all viewers
 */
record Unit(long index, long generation, long arrivedNanos, byte[] frame) {}
