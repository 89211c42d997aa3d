package dev.vitrine.media.worker.av;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** H.264's two ways to divide a stream into NAL units: start codes (encoders) and lengths (mp4, RTMP). */
public final class H264 {
    private static final int NAL_TYPE_SPS = 7;
    private static final int NAL_TYPE_PPS = 8;
    private static final int NAL_TYPE_AUD = 9;

    /** Of an AVCDecoderConfigurationRecord: six bytes, a length of two, a unit's header, and the profile. */
    private static final int PROFILE = 9;

    private H264() {}

    /**
     * Returns the AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1) for parameter sets after start codes.
     *
     * @throws AvException if there is no SPS or no PPS
     */
    public static byte[] avcC(byte[] annexB) throws AvException {
        List<byte[]> sps = new ArrayList<>();
        List<byte[]> pps = new ArrayList<>();
        for (byte[] unit : units(annexB)) {
            switch (unit[0] & 31) {
                case NAL_TYPE_SPS -> sps.add(unit);
                case NAL_TYPE_PPS -> pps.add(unit);
                default -> {}
            }
        }
        if (sps.isEmpty() || pps.isEmpty() || sps.getFirst().length < 4) {
            throw new AvException("The encoder gave no parameter sets.");
        }
        byte[] first = sps.getFirst();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(first, 1, 3);
        out.write(0xFC | 3);
        out.write(0xE0 | sps.size());
        sps.forEach(unit -> writeShort(out, unit));
        out.write(pps.size());
        pps.forEach(unit -> writeShort(out, unit));
        int profile = first[1] & 255;
        if (profile == 100 || profile == 110 || profile == 122 || profile == 144) {
            // chroma_format 4:2:0, eight bits each, no SPS extensions.
            out.writeBytes(new byte[] {(byte) 0xFD, (byte) 0xF8, (byte) 0xF8, 0});
        }
        return out.toByteArray();
    }

    /**
     * Whether an AVCDecoderConfigurationRecord is of 8 bit 4:2:0, which is what browsers play (sequence parameter set:
     * ITU-T H.264, 7.3.2.1.1).
     */
    public static boolean isPlayable(byte[] avcC) {
        if (avcC.length < PROFILE + 4 || avcC[0] != 1) {
            return false;
        }
        return switch (avcC[PROFILE] & 255) {
            case 66, 77, 88 -> true;
            default -> {
                Golomb in = new Golomb(avcC, PROFILE + 3);
                in.next(); // seq_parameter_set_id
                yield in.next() == 1 && in.next() == 0 && in.next() == 0; // chroma, depth of luma and of chroma
            }
        };
    }

    /** Reads unsigned Exp-Golomb codes (ITU-T H.264, 9.1); beyond the end there are ones. */
    private static final class Golomb {
        private final byte[] bytes;
        private int bit;

        Golomb(byte[] bytes, int from) {
            this.bytes = bytes;
            this.bit = from * 8;
        }

        int next() {
            int zeros = 0;
            while (bit() == 0 && zeros < 24) {
                zeros++;
            }
            int value = 1;
            for (int i = 0; i < zeros; i++) {
                value = value << 1 | bit();
            }
            return value - 1;
        }

        private int bit() {
            int at = bit >> 3;
            int value = at < bytes.length ? bytes[at] >> (7 - (bit & 7)) & 1 : 1;
            bit++;
            return value;
        }
    }

    private static void writeShort(ByteArrayOutputStream out, byte[] unit) {
        out.write(unit.length >> 8);
        out.write(unit.length);
        out.writeBytes(unit);
    }

    /**
     * Returns an access unit with four-byte lengths for one with start codes, without parameter sets and delimiters.
     */
    public static byte[] sample(byte[] annexB) {
        List<byte[]> units = units(annexB).stream()
                .filter(unit -> {
                    int type = unit[0] & 31;
                    return type != NAL_TYPE_SPS && type != NAL_TYPE_PPS && type != NAL_TYPE_AUD;
                })
                .toList();
        int length = units.stream().mapToInt(unit -> unit.length + 4).sum();
        byte[] out = new byte[length];
        int at = 0;
        for (byte[] unit : units) {
            out[at++] = (byte) (unit.length >> 24);
            out[at++] = (byte) (unit.length >> 16);
            out[at++] = (byte) (unit.length >> 8);
            out[at++] = (byte) unit.length;
            System.arraycopy(unit, 0, out, at, unit.length);
            at += unit.length;
        }
        return out;
    }

    /** Returns the NAL units between start codes (ITU-T H.264, annex B), none empty. */
    static List<byte[]> units(byte[] annexB) {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        int i = 0;
        while (i + 2 < annexB.length) {
            if (annexB[i] == 0 && annexB[i + 1] == 0 && annexB[i + 2] == 1) {
                add(units, annexB, start, i);
                start = i + 3;
                i += 3;
            } else {
                i++;
            }
        }
        add(units, annexB, start, annexB.length);
        return units;
    }

    private static void add(List<byte[]> units, byte[] annexB, int start, int end) {
        if (start < 0) {
            return;
        }
        int last = end;
        // trailing_zero_8bits and the zero of a four-byte start code; a NAL unit itself never ends with zero.
        while (last > start && annexB[last - 1] == 0) {
            last--;
        }
        if (last > start) {
            units.add(java.util.Arrays.copyOfRange(annexB, start, last));
        }
    }
}
