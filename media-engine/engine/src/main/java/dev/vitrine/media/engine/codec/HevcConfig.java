package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * An HEVC (H.265) configuration that viewers' browsers may be able to play.
 *
 * @param configRecord HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1), its parameter sets marked as
 *     complete, which the sample entry {@code hvc1} wants; never changed
 * @param codec RFC 6381 name (14496-15, E.3) such as {@code hvc1.1.6.L93.B0}
 * @param width picture width in pixels
 * @param height picture height in pixels
 * @param fps frames a second as declared, 0 when unknown
 * @param nalLengthBytes how many bytes the length in front of each NAL unit has
 */
public record HevcConfig(byte[] configRecord, String codec, int width, int height, double fps, int nalLengthBytes)
        implements VideoConfig {
    private static final int FIXED_BYTES = 23;
    private static final int ARRAY_COMPLETE = 0x80;
    private static final int NAL_TYPE_VPS = 32;
    private static final int NAL_TYPE_SPS = 33;
    private static final int NAL_TYPE_PPS = 34;
    private static final int FIRST_RANDOM_ACCESS = 16;
    private static final int LAST_RANDOM_ACCESS = 21;

    /**
     * Reads the record of a sequence header.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed
     */
    public static HevcConfig parse(byte[] hvcC) throws IOException {
        if (hvcC.length < FIXED_BYTES || hvcC[0] != 1) {
            throw new IOException("the HEVC configuration is malformed (" + hvcC.length + " bytes)");
        }
        byte[] complete = hvcC.clone();
        int at = FIXED_BYTES;
        HevcParameterSet sps = null;
        for (int arrays = hvcC[22] & 0xFF; arrays > 0; arrays--) {
            need(hvcC, at, 3);
            int type = hvcC[at] & 0x3F;
            if (type >= NAL_TYPE_VPS && type <= NAL_TYPE_PPS) {
                complete[at] |= (byte) ARRAY_COMPLETE;
            }
            int units = uint16(hvcC, at + 1);
            at += 3;
            for (; units > 0; units--) {
                need(hvcC, at, 2);
                int length = uint16(hvcC, at);
                at += 2;
                need(hvcC, at, length);
                if (type == NAL_TYPE_SPS && sps == null) {
                    sps = HevcParameterSet.parse(Arrays.copyOfRange(hvcC, at, at + length));
                }
                at += length;
            }
        }
        if (sps == null) {
            throw new IOException("the HEVC configuration holds no sequence parameter set");
        }
        requirePlayable(sps);
        double fps = uint16(hvcC, 19) / 256.0;
        return new HevcConfig(
                complete, name(hvcC), sps.width(), sps.height(), fps <= 300 ? fps : 0, (hvcC[21] & 3) + 1);
    }

    @Override
    public String fourCc() {
        return "hvc1";
    }

    @Override
    public AccessUnit inspect(boolean announcedKey, byte[] data, int offset) throws IOException {
        boolean[] key = new boolean[1];
        NalUnits.walk(data, offset, nalLengthBytes, first -> {
            int type = first >>> 1 & 0x3F;
            key[0] |= type >= FIRST_RANDOM_ACCESS && type <= LAST_RANDOM_ACCESS;
        });
        return new AccessUnit(key[0], data, offset);
    }

    private static String name(byte[] hvcC) {
        StringBuilder name = new StringBuilder("hvc1.");
        int first = hvcC[1] & 0xFF;
        int space = first >>> 6;
        if (space > 0) {
            name.append((char) ('A' + space - 1));
        }
        name.append(first & 0x1F);
        int compatibility = uint16(hvcC, 2) << 16 | uint16(hvcC, 4);
        name.append('.').append(Integer.toHexString(Integer.reverse(compatibility)));
        name.append('.').append((first & 0x20) == 0 ? 'L' : 'H').append(hvcC[12] & 0xFF);
        int last = 11;
        while (last >= 6 && hvcC[last] == 0) {
            last--;
        }
        for (int i = 6; i <= last; i++) {
            name.append('.').append(Integer.toHexString(hvcC[i] & 0xFF).toUpperCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static void requirePlayable(HevcParameterSet sps) throws UnsupportedMediaException {
        if (sps.chromaFormat() != 1 || sps.bitDepth() > 10) {
            throw new UnsupportedMediaException("The video is HEVC with " + sps.bitDepth() + "-bit "
                    + SequenceParameterSet.colours(sps.chromaFormat())
                    + " colour, which browsers do not play. Set 4:2:0 with 8 or 10 bits: in OBS, Settings → Advanced →"
                    + " Color Format → NV12 or P010; in ffmpeg, -pix_fmt yuv420p.");
        }
    }

    private static void need(byte[] bytes, int at, int count) throws IOException {
        if (bytes.length - at < count) {
            throw new IOException("the HEVC configuration ends too early");
        }
    }

    private static int uint16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
