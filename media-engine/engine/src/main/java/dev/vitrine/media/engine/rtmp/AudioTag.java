package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.nio.charset.StandardCharsets;

/**
 * The header of an audio message: FLV's (Adobe Flash Video File Format 10.1, E.4.2.1), or Enhanced RTMP's (version 2,
 * "Enhanced Audio") for AAC under its FourCC. All other codecs are refused by name.
 *
 * @param kind what follows
 * @param offset where the body begins
 */
record AudioTag(Kind kind, int offset) {
    /** What an audio message can be. */
    enum Kind {
        /** An AudioSpecificConfig. */
        CONFIGURATION,
        /** One raw frame. */
        FRAME,
        /** Nothing we use. */
        OTHER
    }

    private static final int ENHANCED = 9;
    private static final int AAC = 10;
    private static final int FOUR_CC_BYTES = 5;

    static AudioTag parse(byte[] message) throws RtmpException, UnsupportedMediaException {
        if (message.length == 0) {
            return new AudioTag(Kind.OTHER, 0); // some encoders send an empty one to say that there is no sound
        }
        int format = (message[0] & 0xFF) >>> 4;
        if (format == ENHANCED) {
            return enhanced(message);
        }
        if (format != AAC) {
            throw refused(legacyName(format));
        }
        if (message.length < 2) {
            throw new RtmpException("an audio message of one byte");
        }
        return new AudioTag(message[1] == 0 ? Kind.CONFIGURATION : Kind.FRAME, 2);
    }

    private static AudioTag enhanced(byte[] message) throws RtmpException, UnsupportedMediaException {
        if (message.length < FOUR_CC_BYTES) {
            throw new RtmpException("an audio message of " + message.length + " bytes");
        }
        int packetType = message[0] & 0x0F;
        String fourCc = new String(message, 1, 4, StandardCharsets.ISO_8859_1);
        if (packetType == 5) {
            throw new UnsupportedMediaException("The sound comes as several tracks at once (Enhanced RTMP multitrack),"
                    + " which is not taken. In OBS, Settings → Output → Streaming → one audio track.");
        }
        if (!fourCc.equals("mp4a")) {
            throw refused(fourCcName(fourCc));
        }
        return switch (packetType) {
            case 0 -> new AudioTag(Kind.CONFIGURATION, FOUR_CC_BYTES);
            case 1 -> new AudioTag(Kind.FRAME, FOUR_CC_BYTES);
            default -> new AudioTag(Kind.OTHER, message.length);
        };
    }

    private static UnsupportedMediaException refused(String name) {
        return new UnsupportedMediaException("The sound is " + name
                + "; AAC is needed. In OBS, Settings → Output → Audio Encoder → FFmpeg AAC; in ffmpeg, -c:a aac.");
    }

    private static String legacyName(int format) {
        return switch (format) {
            case 0, 3 -> "uncompressed PCM";
            case 1 -> "ADPCM";
            case 2, 14 -> "MP3";
            case 4, 5, 6 -> "Nellymoser";
            case 7, 8 -> "G.711";
            case 11 -> "Speex";
            case 13 -> "Opus";
            default -> "of an unknown codec (number " + format + ")";
        };
    }

    private static String fourCcName(String fourCc) {
        return switch (fourCc) {
            case "Opus" -> "Opus";
            case "fLaC" -> "FLAC";
            case ".mp3" -> "MP3";
            case "ac-3" -> "AC-3";
            case "ec-3" -> "E-AC-3";
            default -> "of an unknown codec (\"" + fourCc.replaceAll("[^ -~]", "?") + "\")";
        };
    }
}
