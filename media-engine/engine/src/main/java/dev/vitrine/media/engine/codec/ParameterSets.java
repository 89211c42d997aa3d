package dev.vitrine.media.engine.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Makes configuration records of parameter sets that come within the stream, as in transport streams, and back. */
public final class ParameterSets {
    private static final int LENGTH_OF_FOUR_BYTES = 3;
    private static final int AVC_SETS_AT = 5;
    private static final int HEVC_ARRAYS_AT = 22;

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

    /**
     * The parameter sets of a configuration, in the order in which decoders take them; none for AV1.
     *
     * @throws IOException if the record ends too early
     */
    public static List<byte[]> of(VideoConfig config) throws IOException {
        List<byte[]> sets = new ArrayList<>();
        byte[] record = config.configRecord();
        switch (config) {
            case AvcConfig avc -> {
                int at = read(record, AVC_SETS_AT + 1, byteAt(record, AVC_SETS_AT) & 0x1F, sets);
                read(record, at + 1, byteAt(record, at), sets);
            }
            case HevcConfig hevc -> {
                int at = HEVC_ARRAYS_AT + 1;
                for (int arrays = byteAt(record, HEVC_ARRAYS_AT); arrays > 0; arrays--) {
                    at = read(record, at + 3, byteAt(record, at + 1) << 8 | byteAt(record, at + 2), sets);
                }
            }
            case Av1Config av1 -> {}
        }
        return sets;
    }

    /** How many bytes the length in front of each NAL unit has; 0 for AV1, which has no such units. */
    public static int lengthBytes(VideoConfig config) {
        return switch (config) {
            case AvcConfig avc -> avc.nalLengthBytes();
            case HevcConfig hevc -> hevc.nalLengthBytes();
            case Av1Config av1 -> 0;
        };
    }

    private static int read(byte[] record, int from, int count, List<byte[]> sets) throws IOException {
        int at = from;
        for (int i = 0; i < count; i++) {
            int length = byteAt(record, at) << 8 | byteAt(record, at + 1);
            at += 2;
            if (length > record.length - at) {
                throw new IOException("the configuration ends too early");
            }
            sets.add(Arrays.copyOfRange(record, at, at + length));
            at += length;
        }
        return at;
    }

    private static int byteAt(byte[] record, int at) throws IOException {
        if (at >= record.length) {
            throw new IOException("the configuration ends too early");
        }
        return record[at] & 0xFF;
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
