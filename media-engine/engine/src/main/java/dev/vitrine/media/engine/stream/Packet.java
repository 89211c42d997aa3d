package dev.vitrine.media.engine.stream;

/**
 * One encoded frame on the packet bus, shared by all who read it and never changed.
 *
 * @param number counts the packets of a stream
 * @param track which track
 * @param key whether decoding can start here; every audio packet can be decoded alone but only video ones are marked
 * @param ptsUs presentation time on the engine's clock
 * @param dtsUs decoding time on the engine's clock; grows within a track
 * @param durationUs expected distance to the next packet of the track
 * @param arrivedNanos {@code System.nanoTime()} when its last byte had arrived
 * @param wallUs wall clock of that moment, microseconds since 1970
 * @param data bytes that hold the frame: a sample of ISO base media: length-prefixed NAL units, units of AV1, or one
 *     raw frame of AAC or Opus
 * @param offset where in {@code data} it begins; it goes to the end
 */
public record Packet(
        long number,
        Track track,
        boolean key,
        long ptsUs,
        long dtsUs,
        long durationUs,
        long arrivedNanos,
        long wallUs,
        byte[] data,
        int offset) {

    /** Length of the frame. */
    public int length() {
        return data.length - offset;
    }

    /** Whether it is a picture that decoding can start at. */
    public boolean startsGop() {
        return key && track == Track.VIDEO;
    }
}
