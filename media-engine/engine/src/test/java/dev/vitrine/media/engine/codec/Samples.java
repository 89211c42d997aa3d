package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/** Configurations as encoders send them. */
public final class Samples {
    /** x264, 1280×720 at 30 fps, Main, level 3.1. */
    public static final byte[] AVC_720P =
            hex("014d401fffe10019674d401feca02802dd8088000003000800000301e078c18cb001000568ebe3cb20");

    /** AAC-LC, 48 kHz, stereo. */
    public static final byte[] AAC_48K_STEREO = hex("1190");

    /** HE-AAC with explicit signalling: 24 kHz core, 48 kHz out, stereo. */
    public static final byte[] HE_AAC = hex("2b118800");

    private Samples() {}

    /** The configuration of {@link #AVC_720P} and {@link #AAC_48K_STEREO}. */
    public static Codecs codecs() {
        return new Codecs(avc(), Optional.of(aac()));
    }

    /** {@link #AVC_720P} parsed. */
    public static AvcConfig avc() {
        try {
            return AvcConfig.parse(AVC_720P);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** {@link #AAC_48K_STEREO} parsed. */
    public static AacConfig aac() {
        try {
            return AacConfig.parse(AAC_48K_STEREO);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An access unit of one NAL unit of a length, an IDR slice or another one. */
    public static byte[] frame(boolean idr, int length) {
        byte[] frame = new byte[4 + length];
        frame[2] = (byte) (length >>> 8);
        frame[3] = (byte) length;
        frame[4] = (byte) (idr ? 0x65 : 0x41);
        return frame;
    }

    /** Bytes from hexadecimal digits. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
