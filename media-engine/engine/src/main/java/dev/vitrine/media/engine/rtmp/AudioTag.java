package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;

/**
 * The header of an audio message: FLV's (Adobe Flash Video File Format 10.1, E.4.2.1), or Enhanced RTMP's (version 2,
 * "Enhanced Audio"). AAC comes in either, Opus in the second; all other codecs are refused by name.
 *
 * @param kind what follows
 * @param codec how it is encoded
 * @param delayUs what is to be added to the message's time
 * @param offset where the body begins
 */
record AudioTag(Kind kind, Codec codec, int delayUs, int offset) {
    /** What an audio message can be. */
    enum Kind {
        /** An AudioSpecificConfig or OpusHead. */
        CONFIGURATION,
        /** One raw frame. */
        FRAME,
        /** Nothing we use. */
        OTHER
    }

    /** What the sound can be encoded with. */
    enum Codec {
        AAC,
        OPUS
    }

    private static final int ENHANCED = 9;
    private static final int AAC = 10;
    static final int MULTITRACK = 5;

    static AudioTag parse(byte[] message) throws RtmpException, UnsupportedMediaException {
        if (message.length == 0) {
            return new AudioTag(
                    Kind.OTHER, Codec.AAC, 0, 0); // some encoders send an empty one to say that there is no sound
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
        Kind kind = message[1] != 0 ? Kind.FRAME : message.length == 2 ? Kind.OTHER : Kind.CONFIGURATION;
        return new AudioTag(kind, Codec.AAC, 0, 2);
    }

    private static AudioTag enhanced(byte[] message) throws RtmpException, UnsupportedMediaException {
        ExHeader header = ExHeader.parse(message, MULTITRACK);
        if (header.packetType() == MULTITRACK) {
            throw new RtmpException("an audio message of several tracks where one is wanted");
        }
        return of(header.packetType(), header.fourCc(), header.nanos() / 1_000, header.offset(), message.length);
    }

    /** Whether a message holds tracks with numbers of their own. */
    static boolean isMultitrack(byte[] message) throws RtmpException {
        return message.length > 0
                && (message[0] & 0xFF) >>> 4 == ENHANCED
                && ExHeader.parse(message, MULTITRACK).packetType() == MULTITRACK;
    }

    /** What the bytes from {@code body} to {@code end} are. */
    static AudioTag of(int packetType, String fourCc, int delayUs, int body, int end) throws UnsupportedMediaException {
        Codec codec = switch (fourCc) {
            case "mp4a" -> Codec.AAC;
            case "Opus" -> Codec.OPUS;
            default -> throw refused(fourCcName(fourCc));
        };
        return switch (packetType) {
            case ExHeader.SEQUENCE_START -> new AudioTag(body == end ? Kind.OTHER : Kind.CONFIGURATION, codec, 0, body);
            case ExHeader.CODED_FRAMES -> new AudioTag(Kind.FRAME, codec, delayUs, body);
            default -> new AudioTag(Kind.OTHER, codec, 0, end); // end, channel layout
        };
    }

    private static UnsupportedMediaException refused(String name) {
        return new UnsupportedMediaException("The sound is " + name
                + "; AAC or Opus is needed. In OBS, Settings → Output → Audio Encoder → FFmpeg AAC; in ffmpeg,"
                + " -c:a aac.");
    }

    private static String legacyName(int format) {
        return switch (format) {
            case 0, 3 -> "uncompressed PCM";
            case 1 -> "ADPCM";
            case 2, 14 -> "MP3";
            case 4, 5, 6 -> "Nellymoser";
            case 7, 8 -> "G.711";
            case 11 -> "Speex";
            case 13 -> "Opus in a numbering that is no standard (Enhanced RTMP's is)";
            default -> "of an unknown codec (number " + format + ")";
        };
    }

    private static String fourCcName(String fourCc) {
        return switch (fourCc) {
            case "fLaC" -> "FLAC";
            case ".mp3" -> "MP3";
            case "ac-3" -> "AC-3";
            case "ec-3" -> "E-AC-3";
            default -> ExHeader.printable(fourCc);
        };
    }
}
