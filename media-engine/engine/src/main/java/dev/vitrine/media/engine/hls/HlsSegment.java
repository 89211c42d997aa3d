package dev.vitrine.media.engine.hls;

import dev.vitrine.media.engine.codec.Codecs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A segment of a playlist, complete or under way.
 *
 * @param msn its media sequence number
 * @param stretch what it belongs to
 * @param breaks whether it is the first of its stretch and another one came before
 * @param fromUs decoding time of its first picture on the engine's clock
 * @param ptsUs presentation time of that picture
 * @param durationUs how long it is
 * @param key whether it starts with a key frame
 * @param gap whether there is no media in it
 * @param parts its parts; empty in a gap
 */
record HlsSegment(
        long msn,
        Stretch stretch,
        boolean breaks,
        long fromUs,
        long ptsUs,
        long durationUs,
        boolean key,
        boolean gap,
        List<Part> parts) {

    /**
     * What has one timeline and one configuration.
     *
     * @param epoch of the engine's timeline
     * @param init names its initialisation segment
     * @param discontinuity its discontinuity sequence number
     * @param codecs what it consists of, if that is still known
     * @param dateOffsetUs what to add to a presentation time for the wall clock, microseconds since 1970
     */
    record Stretch(long epoch, long init, long discontinuity, Optional<Codecs> codecs, long dateOffsetUs) {
        /** Wall clock of a presentation time, microseconds since 1970. */
        long dateUs(long ptsUs) {
            return ptsUs + dateOffsetUs;
        }
    }

    /**
     * A part.
     *
     * @param number counts the parts of a rendition
     * @param durationUs how long it is
     * @param independent whether a key frame is in it
     * @param bytes one fragment
     */
    record Part(long number, long durationUs, boolean independent, ByteBuffer bytes) {}

    /** A segment of the past, which has no parts. */
    static HlsSegment of(History.Piece piece, long discontinuity, boolean breaks) {
        Stretch stretch = new Stretch(
                piece.epoch(), piece.epoch(), discontinuity, Optional.empty(), piece.dateMs() * 1_000 - piece.fromUs());
        long us = piece.toUs() - piece.fromUs();
        return new HlsSegment(
                piece.msn(), stretch, breaks, piece.fromUs(), piece.fromUs(), us, piece.key(), piece.gap(), List.of());
    }

    /** Discontinuity sequence number of what comes before. */
    long discontinuityBefore() {
        return stretch.discontinuity() - (breaks ? 1 : 0);
    }

    long dateUs() {
        return stretch.dateUs(ptsUs);
    }

    long bytes() {
        long sum = 0;
        for (Part part : parts) {
            sum += part.bytes().remaining();
        }
        return sum;
    }
}
