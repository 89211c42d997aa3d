package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;

/**
 * The header of a video message: FLV's (Adobe Flash Video File Format 10.1, E.4.3.1), or Enhanced RTMP's (version 2,
 * "Enhanced Video"). H.264 comes in either, HEVC and AV1 in the second; all other codecs are refused by name.
 *
 * @param kind what follows
 * @param codec how it is encoded
 * @param key whether the publisher says that decoding can start here
 * @param compositionUs presentation time less decoding time
 * @param offset where the body begins
 */
record VideoTag(Kind kind, Codec codec, boolean key, int compositionUs, int offset) {
    /** What a video message can be. */
    enum Kind {
        /** The codec's configuration record. */
        CONFIGURATION,
        /** An access unit. */
        FRAME,
        /** Nothing we use. */
        OTHER
    }

    /** What the picture can be encoded with. */
    enum Codec {
        AVC,
        HEVC,
        AV1
    }

    private static final int ENHANCED = 0x80;
    private static final int KEY_FRAME = 1;
    private static final int COMMAND_FRAME = 5;
    private static final int AVC = 7;
    private static final int MULTITRACK = 6;

    static VideoTag parse(byte[] message) throws RtmpException, UnsupportedMediaException {
        if (message.length == 0) {
            return new VideoTag(Kind.OTHER, Codec.AVC, false, 0, 0);
        }
        int first = message[0] & 0xFF;
        return (first & ENHANCED) != 0 ? enhanced(message, first) : legacy(message, first);
    }

    private static VideoTag legacy(byte[] message, int first) throws RtmpException, UnsupportedMediaException {
        boolean key = first >>> 4 == KEY_FRAME;
        int codec = first & 0x0F;
        if (first >>> 4 == COMMAND_FRAME) {
            return new VideoTag(Kind.OTHER, Codec.AVC, false, 0, message.length);
        }
        if (codec != AVC) {
            throw refused(legacyName(codec));
        }
        need(message, 5);
        int composition = 1_000 * signed24(message, 2);
        return switch (message[1]) {
            case 0 -> new VideoTag(configuration(message, 5), Codec.AVC, key, 0, 5);
            case 1 -> new VideoTag(Kind.FRAME, Codec.AVC, key, composition, 5);
            default -> new VideoTag(Kind.OTHER, Codec.AVC, false, 0, message.length);
        };
    }

    private static VideoTag enhanced(byte[] message, int first) throws RtmpException, UnsupportedMediaException {
        int frameType = first >>> 4 & 7;
        ExHeader header = ExHeader.parse(message, MULTITRACK);
        if (frameType == COMMAND_FRAME) {
            return new VideoTag(Kind.OTHER, Codec.AVC, false, 0, message.length);
        }
        if (header.packetType() == MULTITRACK) {
            throw new UnsupportedMediaException("The video comes as several tracks at once (Enhanced RTMP multitrack),"
                    + " which is not taken. In OBS, Settings → Stream → turn off Multitrack Video.");
        }
        Codec codec = switch (header.fourCc()) {
            case "avc1" -> Codec.AVC;
            case "hvc1" -> Codec.HEVC;
            case "av01" -> Codec.AV1;
            default -> throw refused(fourCcName(header.fourCc()));
        };
        boolean key = frameType == KEY_FRAME;
        int nanosAsUs = header.nanos() / 1_000;
        int body = header.offset();
        return switch (header.packetType()) {
            case ExHeader.SEQUENCE_START -> new VideoTag(configuration(message, body), codec, key, 0, body);
            case ExHeader.CODED_FRAMES -> {
                if (codec == Codec.AV1) { // never out of order, so there is no composition time
                    yield new VideoTag(Kind.FRAME, codec, key, nanosAsUs, body);
                }
                need(message, body + 3);
                yield new VideoTag(Kind.FRAME, codec, key, 1_000 * signed24(message, body) + nanosAsUs, body + 3);
            }
            case ExHeader.CODED_FRAMES_X -> new VideoTag(Kind.FRAME, codec, key, nanosAsUs, body);
            default -> new VideoTag(Kind.OTHER, codec, false, 0, message.length);
        };
    }

    /** ffmpeg sends an empty one first when it learns the configuration only from the first frame. */
    private static Kind configuration(byte[] message, int body) {
        return body == message.length ? Kind.OTHER : Kind.CONFIGURATION;
    }

    private static int signed24(byte[] message, int at) {
        return (message[at] << 24 | (message[at + 1] & 0xFF) << 16 | (message[at + 2] & 0xFF) << 8) >> 8;
    }

    private static UnsupportedMediaException refused(String name) {
        return new UnsupportedMediaException("The video is " + name
                + "; H.264, HEVC or AV1 is needed. In OBS, Settings → Output → Encoder → x264 or another H.264 one; in"
                + " ffmpeg, -c:v libx264.");
    }

    private static String legacyName(int codec) {
        return switch (codec) {
            case 2 -> "Sorenson H.263 (FLV1)";
            case 3, 6 -> "Screen Video";
            case 4, 5 -> "VP6";
            case 8 -> "H.263";
            case 9 -> "MPEG-4 Part 2";
            case 12 -> "HEVC (H.265) in a numbering that is no standard (Enhanced RTMP's is)";
            case 13 -> "AV1 in a numbering that is no standard (Enhanced RTMP's is)";
            default -> "of an unknown codec (number " + codec + ")";
        };
    }

    private static String fourCcName(String fourCc) {
        return switch (fourCc) {
            case "vp09" -> "VP9";
            case "vp08" -> "VP8";
            case "vvc1" -> "VVC (H.266)";
            default -> ExHeader.printable(fourCc);
        };
    }

    private static void need(byte[] message, int bytes) throws RtmpException {
        if (message.length < bytes) {
            throw new RtmpException("a video message of " + message.length + " bytes");
        }
    }
}
