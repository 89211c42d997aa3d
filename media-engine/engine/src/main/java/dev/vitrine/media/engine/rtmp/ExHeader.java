package dev.vitrine.media.engine.rtmp;

import java.nio.charset.StandardCharsets;

/**
 * The part that Enhanced RTMP's audio and video headers have in common (version 2, "ExAudioTagHeader" and
 * "ExVideoTagHeader"): any number of modifiers in front, then the FourCC.
 *
 * @param packetType AudioPacketType or VideoPacketType, 0 to 15
 * @param fourCc the codec; empty when {@code packetType} is multitrack
 * @param nanos what is to be added to the message's time
 * @param offset where the body begins; what follows the type, when that is multitrack
 */
record ExHeader(int packetType, String fourCc, int nanos, int offset) {
    static final int SEQUENCE_START = 0;
    static final int CODED_FRAMES = 1;
    static final int CODED_FRAMES_X = 3;

    private static final int MOD_EX = 7;
    private static final int TIMESTAMP_OFFSET_NANO = 0;
    private static final int MAX_NANOS = 999_999;

    /** Reads from the second byte of a message on; {@code multitrack} is that packet type of the kind of message. */
    static ExHeader parse(byte[] message, int multitrack) throws RtmpException {
        int type = message[0] & 0x0F;
        int at = 1;
        int nanos = 0;
        while (type == MOD_EX) {
            need(message, at, 1);
            int size = (message[at++] & 0xFF) + 1;
            if (size == 256) {
                need(message, at, 2);
                size = ((message[at] & 0xFF) << 8 | message[at + 1] & 0xFF) + 1;
                at += 2;
            }
            need(message, at, size + 1);
            int next = message[at + size] & 0xFF;
            if (next >>> 4 == TIMESTAMP_OFFSET_NANO && size >= 3) {
                int told = (message[at] & 0xFF) << 16 | (message[at + 1] & 0xFF) << 8 | message[at + 2] & 0xFF;
                nanos = Math.min(told, MAX_NANOS);
            }
            type = next & 0x0F;
            at += size + 1;
        }
        if (type == multitrack) {
            return new ExHeader(type, "", nanos, at);
        }
        need(message, at, 4);
        return new ExHeader(type, new String(message, at, 4, StandardCharsets.ISO_8859_1), nanos, at + 4);
    }

    /** A foreign FourCC for a message. */
    static String printable(String fourCc) {
        return "of an unknown codec (\"" + fourCc.replaceAll("[^ -~]", "?") + "\")";
    }

    private static void need(byte[] message, int at, int bytes) throws RtmpException {
        if (message.length - at < bytes) {
            throw new RtmpException("a media message of " + message.length + " bytes");
        }
    }
}
