package dev.vitrine.media.worker.play;

/**
 * A packet as it is sent: H.264 with length-prefixed NAL units, or one raw AAC frame.
 *
 * @param key whether decoding can start here
 * @param ptsUs presentation time in its file
 * @param dtsUs decoding time likewise
 * @param durationUs how long it is shown or heard, 0 if unknown
 */
record Unit(boolean video, boolean key, long ptsUs, long dtsUs, long durationUs, byte[] payload) {}
