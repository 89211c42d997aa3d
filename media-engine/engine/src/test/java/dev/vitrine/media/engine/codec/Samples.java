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

    /** x265, 160×90 at 30 fps, Main, level 1, as ffmpeg writes it. */
    public static final byte[] HEVC_90P =
            hex("0101600000009000000000001ef000fcfdf8f800000f03200001001840010c01ffff01600000030090000003"
                    + "000003001eba0240210001002a42010101600000030090000003000003001ea0142061f265ba4a4c2f016808"
                    + "000003000800000300f04022000100064401c073c189");

    /** libaom, 160×90, Main, level 2.0, 8 bits. */
    public static final byte[] AV1_90P = hex("81000c000a0a00000003b4fd936be401");

    /** libopus, mono. */
    public static final byte[] OPUS_MONO = hex("4f707573486561640101380180bb0000000000");

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
