package dev.vitrine.media.worker.ladder;

import java.io.IOException;

/** Gets what a ladder makes. Called by several threads, each rung's calls in order. */
public interface LadderOutput {
    /** A rung begins; its next packet is a key frame. */
    void config(String rung, long epoch, byte[] avcC, int width, int height, String encoder) throws IOException;

    /** A packet of a rung. */
    void packet(String rung, long epoch, boolean key, long ptsUs, byte[] payload) throws IOException;

    /** The source is decoded up to here. */
    void mark(long dtsUs) throws IOException;
}
