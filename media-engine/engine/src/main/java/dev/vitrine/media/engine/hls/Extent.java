package dev.vitrine.media.engine.hls;

/**
 * How much of a playlist is wanted.
 *
 * @param skip without what a client that has a version already knows (6.2.5.1)
 * @param past with everything that is recorded
 */
record Extent(boolean skip, boolean past) {
    static final Extent LIVE = new Extent(false, false);
    static final Extent DELTA = new Extent(true, false);
}
