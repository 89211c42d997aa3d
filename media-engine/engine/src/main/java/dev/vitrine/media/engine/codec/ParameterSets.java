package dev.vitrine.media.engine.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Makes configuration records of parameter sets that come within the stream, as in transport streams. */
public final class ParameterSets {
    private static final int LENGTH_OF_FOUR_BYTES = 3;

    private ParameterSets() {}

    /**
     * AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1) of one set each.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if a set is malformed
     */
    public static AvcConfig avc(byte[] sps, byte[] pps) throws IOException {
        return avc(sps, List.of(pps));
    }

    static AvcConfig avc(byte[] sps, Collection<byte[]> pps) throws IOException {
        if (sps.length < 4) {
            throw new IOException("a sequence parameter set of " + sps.length + " bytes");
        }
        SequenceParameterSet parsed = SequenceParameterSet.parse(sps);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(sps, 1, 3);
        out.write(0xFC | LENGTH_OF_FOUR_BYTES);
        out.write(0xE0 | 1);
        set(out, sps);
        out.write(pps.size());
        pps.forEach(each -> set(out, each));
        if (parsed.profile() == 100 || parsed.profile() == 110 || parsed.profile() == 122) {
            out.write(0xFC | parsed.chromaFormat());
            out.write(0xF8 | parsed.bitDepth() - 8);
            out.write(0xF8 | parsed.bitDepth() - 8);
            out.write(0);
        }
        return AvcConfig.parse(out.toByteArray());
    }

    /** HEVCDecoderConfigurationRecord (8.3.3.1) of one set each; otherwise like {@link #avc}. */
    public static HevcConfig hevc(byte[] vps, byte[] sps, byte[] pps) throws IOException {
        return hevc(vps, sps, List.of(pps));
    }

    static HevcConfig hevc(byte[] vps, byte[] sps, Collection<byte[]> pps) throws IOException {
        HevcParameterSet parsed = HevcParameterSet.parse(sps);
        byte[] raw = NalUnits.rawPayload(sps, 2);
        int layers = (raw[0] >>> 1 & 7) + 1;
        boolean nested = (raw[0] & 1) == 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(raw, 1, 12); // general profile, tier and level as they stand
        out.write(0xF0);
        out.write(0);
        out.write(0xFC);
        out.write(0xFC | parsed.chromaFormat());
        out.write(0xF8 | parsed.bitDepth() - 8);
        out.write(0xF8 | parsed.bitDepth() - 8);
        out.write(0);
        out.write(0);
        out.write(layers << 3 | (nested ? 4 : 0) | LENGTH_OF_FOUR_BYTES);
        out.write(3);
        array(out, 32, List.of(vps));
        array(out, 33, List.of(sps));
        array(out, 34, pps);
        return HevcConfig.parse(out.toByteArray());
    }

    private static void array(ByteArrayOutputStream out, int type, Collection<byte[]> sets) {
        out.write(0x80 | type);
        out.write(0);
        out.write(sets.size());
        sets.forEach(each -> set(out, each));
    }

    private static void set(ByteArrayOutputStream out, byte[] set) {
        out.write(set.length >>> 8);
        out.write(set.length);
        out.writeBytes(set);
    }
}
