package dev.vitrine.media.engine.stream;

/**
 * A frame as its publisher timed it.
 *
 * @param sound which sound it is of, 0 the first; 0 for the picture
 * @param sourceUs decoding time on the publisher's clock
 * @param compositionUs presentation time less decoding time
 * @param samples how many a frame of sound lasts, 0 for the picture
 */
record Sample(
        Track track,
        int sound,
        boolean key,
        long sourceUs,
        long compositionUs,
        int samples,
        byte[] data,
        int offset,
        long arrivedNanos) {

    boolean startsGop() {
        return key && track == Track.VIDEO;
    }

    int length() {
        return data.length - offset;
    }
}
