package dev.vitrine.api.media;

import java.util.List;

/**
 * How an event's media is encoded and delivered: one family of {@code policies/profiles.yaml}.
 *
 * @param family its name, such as {@code standard}
 * @param gopMs meant distance of key frames in the source
 * @param rungs what the ladder encodes, from the largest to the smallest; a rung that is not smaller than the source is
 *     left out while that source is there
 * @param always whether every rung is encoded while there is a picture, rather than while somebody watches it
 * @param encoder name of an FFmpeg encoder of H.264, or {@code auto} for the best one that opens
 * @param targetDelayMs delay that segmented delivery aims at
 * @param partMs length of a part of segmented delivery
 * @param segmentMs least length of a segment
 * @param targetCushionMs what a player keeps in hand
 * @param maxCushionMs from where on a player jumps
 */
public record MediaProfile(
        String family,
        int gopMs,
        List<RungPlan> rungs,
        boolean always,
        String encoder,
        int targetDelayMs,
        int partMs,
        int segmentMs,
        int targetCushionMs,
        int maxCushionMs) {

    /**
     * A rung as it is meant.
     *
     * @param name such as {@code 480p}
     * @param height picture height in pixels, even; the width follows from the source's shape
     * @param kbps bits a second of the picture, in 1,000 bit/s
     */
    public record RungPlan(String name, int height, int kbps) {}

    /** A profile with a copy of the list. */
    public MediaProfile {
        rungs = List.copyOf(rungs);
    }
}
