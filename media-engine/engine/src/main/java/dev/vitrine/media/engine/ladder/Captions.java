package dev.vitrine.media.engine.ladder;

import dev.vitrine.media.engine.codec.ClosedCaptions;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Captions of the source on their way around the encoders, which lose them: a rung's picture gets those of its time,
 * and those of the pictures before it that the rung left out. Safe from any thread.
 */
final class Captions {
    /** Frames with captions that wait for the slowest rung: ten seconds and more. */
    static final int MAX_FRAMES = 512;

    private final TreeMap<Long, byte[]> byPtsUs = new TreeMap<>();
    private final Map<String, Long> givenUs = new HashMap<>();

    /** Keeps what a frame of the source carries. */
    synchronized void keep(long ptsUs, byte[] constructs) {
        if (constructs.length > 0) {
            byPtsUs.put(ptsUs, constructs);
            if (byPtsUs.size() > MAX_FRAMES) {
                byPtsUs.pollFirstEntry();
            }
        }
    }

    /**
     * Returns what a rung's next picture is to carry.
     *
     * @param shownUs time up to which viewers of the rung have seen it, by another encoder perhaps
     */
    synchronized byte[] until(String rung, long shownUs, long ptsUs) {
        long fromUs = Math.max(shownUs, givenUs.getOrDefault(rung, Long.MIN_VALUE));
        if (ptsUs <= fromUs) {
            return ClosedCaptions.NONE;
        }
        givenUs.put(rung, ptsUs);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byPtsUs.subMap(fromUs, false, ptsUs, true).values().forEach(all::writeBytes);
        return all.toByteArray();
    }
}
