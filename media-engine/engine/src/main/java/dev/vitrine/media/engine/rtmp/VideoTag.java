package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.nio.charset.StandardCharsets;

/**
 * The header of a video message: FLV's (Adobe Flash Video File Format 10.1, E.4.3.1), or Enhanced RTMP's (version 2,
 * "Enhanced Video") for H.264 under its FourCC. All other codecs are refused by name.
 *
 * @param kind what follows
 * @param key whether the publisher says that decoding can start here
 * @param compositionMs presentation time less decoding time
 * @param offset where the body begins
 */
record VideoTag(Kind kind, boolean key, int compositionMs, int offset) {
    /** What a video message can be. */
    enum Kind {
        /** An AVCDecoderConfigurationRecord. */
        CONFIGURATION,
        /** An access unit. */
        FRAME,
        /** Nothing we use. */
        OTHER
    }

    private static final int ENHANCED = 0x80;
    private static final int KEY_FRAME = 1;
    private static final int COMMAND_FRAME = 5;
    private static final int AVC = 7;
    private static final int FOUR_CC_BYTES = 5;
    private static final String SET_H264 =
            ". In OBS, Settings → Output → Encoder → x264 or another H.264 one; in ffmpeg," + " -c:v libx264.";

    static VideoTag parse(byte[] message) throws RtmpException, UnsupportedMediaException {
        if (message.length == 0) {
            return new VideoTag(Kind.OTHER, false, 0, 0);
        }
        int first = message[0] & 0xFF;
        return (first & ENHANCED) != 0 ? enhanced(message, first) : legacy(message, first);
    }

    private static VideoTag legacy(byte[] message, int first) throws RtmpException, UnsupportedMediaException {
        boolean key = first >>> 4 == KEY_FRAME;
        int codec = first & 0x0F;
        if (first >>> 4 == COMMAND_FRAME) {
            return new VideoTag(Kind.OTHER, false, 0, message.length);
        }
        if (codec != AVC) {
            throw refused(legacyName(codec));
        }
        need(message, 5);
        int composition = (message[2] << 24 | (message[3] & 0xFF) << 16 | (message[4] & 0xFF) << 8) >> 8;
        return switch (message[1]) {
            case 0 -> new VideoTag(Kind.CONFIGURATION, key, 0, 5);
            case 1 -> new VideoTag(Kind.FRAME, key, composition, 5);
            default -> new VideoTag(Kind.OTHER, false, 0, message.length);
        };
    }

    private static VideoTag enhanced(byte[] message, int first) throws RtmpException, UnsupportedMediaException {
        boolean key = (first >>> 4 & 7) == KEY_FRAME;
        int packetType = first & 0x0F;
        need(message, FOUR_CC_BYTES);
        if (packetType == 6) {
            throw new UnsupportedMediaException("The video comes as several tracks at once (Enhanced RTMP multitrack),"
                    + " which is not taken. In OBS, Settings → Stream → turn off Multitrack Video.");
        }
        String fourCc = new String(message, 1, 4, StandardCharsets.ISO_8859_1);
        if (!fourCc.equals("avc1")) {
            throw refused(fourCcName(fourCc));
        }
        return switch (packetType) {
            case 0 -> new VideoTag(Kind.CONFIGURATION, key, 0, FOUR_CC_BYTES);
            case 1 -> {
                need(message, FOUR_CC_BYTES + 3);
                int composition = (message[5] << 24 | (message[6] & 0xFF) << 16 | (message[7] & 0xFF) << 8) >> 8;
                yield new VideoTag(Kind.FRAME, key, composition, FOUR_CC_BYTES + 3);
            }
            case 3 -> new VideoTag(Kind.FRAME, key, 0, FOUR_CC_BYTES);
            default -> new VideoTag(Kind.OTHER, false, 0, message.length);
        };
    }

    private static UnsupportedMediaException refused(String name) {
        return new UnsupportedMediaException("The video is " + name + "; H.264 is needed" + SET_H264);
    }

    private static String legacyName(int codec) {
        return switch (codec) {
            case 2 -> "Sorenson H.263 (FLV1)";
            case 3, 6 -> "Screen Video";
            case 4, 5 -> "VP6";
            case 8 -> "H.263";
            case 9 -> "MPEG-4 Part 2";
            case 12 -> "HEVC (H.265)";
            case 13 -> "AV1";
            default -> "of an unknown codec (number " + codec + ")";
        };
    }

    private static String fourCcName(String fourCc) {
        return switch (fourCc) {
            case "hvc1", "hev1" -> "HEVC (H.265)";
            case "av01" -> "AV1";
            case "vp09" -> "VP9";
            case "vp08" -> "VP8";
            case "vvc1" -> "VVC (H.266)";
            default -> "of an unknown codec (\"" + fourCc.replaceAll("[^ -~]", "?") + "\")";
        };
    }

    private static void need(byte[] message, int bytes) throws RtmpException {
        if (message.length < bytes) {
            throw new RtmpException("a video message of " + message.length + " bytes");
        }
    }
}
