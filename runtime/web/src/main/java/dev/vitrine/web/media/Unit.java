package dev.vitrine.web.media;

/**
 * One message of a stream as a whole WebSocket frame.
 *
 * @param index place in the ring
 * @param generation counts configurations; a viewer needs the one a unit belongs to
 * @param arrivedNanos see {@link dev.vitrine.api.media.MediaUnit}
 * @param frame shared by all viewers
 */
record Unit(long index, long generation, long arrivedNanos, byte[] frame) {}
