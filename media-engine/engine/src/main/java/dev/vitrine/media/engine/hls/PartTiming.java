package dev.vitrine.media.engine.hls;

/**
 * A rendition's {@code PART-TARGET} and {@code PART-HOLD-BACK} (4.4.3.8), in microseconds; neither changes while it
 * lasts.
 *
 * @param holdBackUs at least three parts
 */
record PartTiming(long targetUs, long holdBackUs) {
    /** With as little hold-back as the specification recommends. */
    static PartTiming of(long targetUs) {
        return new PartTiming(targetUs, 3 * targetUs);
    }
}
