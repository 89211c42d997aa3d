package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An H.264 configuration that viewers' browsers can play.
 *
 * @param avcC AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1); never changed
 * @param codec RFC 6381 name such as {@code avc1.64001f}
 * @param width picture width in pixels
 * @param height picture height in pixels
 * @param fps frames a second as declared, 0 when unknown
 * @param nalLengthBytes how many bytes the length in front of each NAL unit has
 */
public record AvcConfig(byte[] avcC, String codec, int width, int height, double fps, int nalLengthBytes)
        implements VideoConfig {
    private static final int FIXED_BYTES = 6;
    private static final int NAL_TYPE_IDR = 5;
    private static final int NAL_TYPE_SPS = 7;

    /**
     * Reads the record of a sequence header.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed
     */
    public static AvcConfig parse(byte[] avcC) throws IOException {
        if (avcC.length < FIXED_BYTES + 1 || avcC[0] != 1) {
            throw new IOException("the H.264 configuration is malformed (" + avcC.length + " bytes)");
        }
        int spsCount = avcC[5] & 0x1F;
        if (spsCount == 0 || avcC.length < FIXED_BYTES + 2) {
            throw new IOException("the H.264 configuration holds no sequence parameter set");
        }
        int spsLength = (avcC[6] & 0xFF) << 8 | avcC[7] & 0xFF;
        int spsStart = FIXED_BYTES + 2;
        if (spsLength < 4 || spsStart + spsLength > avcC.length || (avcC[spsStart] & 0x1F) != NAL_TYPE_SPS) {
            throw new IOException("the H.264 configuration's sequence parameter set is malformed");
        }
        SequenceParameterSet sps = SequenceParameterSet.parse(Arrays.copyOfRange(avcC, spsStart, spsStart + spsLength));
        requirePlayable(sps);
        String codec = "avc1." + HexFormat.of().formatHex(avcC, 1, 4);
        return new AvcConfig(avcC, codec, sps.width(), sps.height(), sps.fps(), (avcC[4] & 3) + 1);
    }

    @Override
    public byte[] configRecord() {
        return avcC;
    }

    @Override
    public String fourCc() {
        return "avc1";
    }

    @Override
    public AccessUnit inspect(boolean announcedKey, byte[] data, int offset) throws IOException {
        boolean[] idr = new boolean[1];
        NalUnits.walk(data, offset, nalLengthBytes, first -> idr[0] |= (first & 0x1F) == NAL_TYPE_IDR);
        return new AccessUnit(announcedKey || idr[0], data, offset);
    }

    private static void requirePlayable(SequenceParameterSet sps) throws UnsupportedMediaException {
        if (sps.chromaFormat() != 1 || sps.bitDepth() != 8) {
            throw new UnsupportedMediaException("The video is H.264 with " + sps.bitDepth() + "-bit "
                    + SequenceParameterSet.colours(sps.chromaFormat())
                    + " colour, which browsers do not play. Set 8-bit 4:2:0: in OBS, Settings → Advanced → Color"
                    + " Format → NV12; in ffmpeg, -pix_fmt yuv420p.");
        }
    }
}
