package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps the parameter sets of H.264 or HEVC that come within a stream or beside it, and makes a configuration of them
 * whenever they have changed. For one thread.
 */
public final class InBandSets {
    private static final byte[] NOTHING = {};
    private static final int MAX_SET_BYTES = 4 << 10;
    private static final int MAX_PICTURE_SETS = 16;

    private final boolean hevc;
    private byte[] vps = NOTHING;
    private byte[] sps = NOTHING;
    private final SortedMap<Integer, byte[]> pps = new TreeMap<>();
    private boolean changed;

    /** Sets of HEVC, or of H.264. */
    public InBandSets(boolean hevc) {
        this.hevc = hevc;
    }

    /**
     * Takes a NAL unit.
     *
     * @return whether it is a parameter set or a delimiter, and so is no part of a sample
     * @throws IOException if it is a malformed set
     */
    public boolean take(byte[] unit) throws IOException {
        if (unit.length < 2) {
            return true;
        }
        int type = hevc ? unit[0] >>> 1 & 0x3F : unit[0] & 0x1F;
        if (type == (hevc ? 35 : 9)) {
            return true;
        }
        boolean video = hevc && type == 32;
        boolean sequence = type == (hevc ? 33 : 7);
        boolean picture = type == (hevc ? 34 : 8);
        if (!video && !sequence && !picture) {
            return false;
        }
        if (unit.length > MAX_SET_BYTES) {
            throw new IOException("a parameter set of " + unit.length + " bytes");
        }
        if (video && !Arrays.equals(vps, unit)) {
            vps = unit.clone();
            changed = true;
        } else if (sequence && !Arrays.equals(sps, unit)) {
            sps = unit.clone();
            pps.clear(); // those of another sequence
            changed = true;
        } else if (picture) {
            picture(unit);
        }
        return true;
    }

    private void picture(byte[] unit) throws IOException {
        int id = new BitReader(NalUnits.rawPayload(unit, hevc ? 2 : 1)).unsignedGolomb();
        byte[] known = pps.get(id);
        if (known == null && pps.size() == MAX_PICTURE_SETS) {
            throw new IOException("more than " + MAX_PICTURE_SETS + " picture parameter sets");
        }
        if (known == null || !Arrays.equals(known, unit)) {
            pps.put(id, unit.clone());
            changed = true;
        }
    }

    /**
     * The configuration, if there is another one than the last time.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed
     */
    public Optional<VideoConfig> changed() throws IOException {
        if (!changed || sps.length == 0 || pps.isEmpty() || hevc && vps.length == 0) {
            return Optional.empty();
        }
        changed = false;
        return Optional.of(hevc ? ParameterSets.hevc(vps, sps, pps.values()) : ParameterSets.avc(sps, pps.values()));
    }
}
