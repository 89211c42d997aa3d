package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message of Enhanced RTMP with the sound of one track by its number, or of several at one time (version 2,
 * "ExAudioTagHeader", {@code AudioPacketType.Multitrack}).
 */
final class MultitrackAudio {
    private static final int ONE_TRACK = 0;
    private static final int MANY_TRACKS = 1;
    private static final int MANY_TRACKS_MANY_CODECS = 2;
    private static final int FOUR_CC_BYTES = 4;
    private static final int MAX_PARTS = 32;

    /**
     * What a message holds of a track.
     *
     * @param track its number
     * @param body its bytes alone, which the tag's offset points into
     */
    record Part(int track, AudioTag tag, byte[] body) {}

    private MultitrackAudio() {}

    /**
     * Takes a message apart; a track of a codec that is not taken is left out, unless it is track 0.
     *
     * @throws UnsupportedMediaException if track 0 is of a codec that browsers do not play
     */
    static List<Part> parse(byte[] message) throws RtmpException, UnsupportedMediaException {
        need(message, 0, 1);
        ExHeader header = ExHeader.parse(message, AudioTag.MULTITRACK);
        int at = header.offset();
        need(message, at, 1);
        int kind = (message[at] & 0xFF) >>> 4;
        int type = message[at] & 0x0F;
        at++;
        if (kind > MANY_TRACKS_MANY_CODECS || type == AudioTag.MULTITRACK) {
            throw new RtmpException("an audio message of several tracks of kind " + kind);
        }
        String fourCc = "";
        if (kind != MANY_TRACKS_MANY_CODECS) {
            fourCc = fourCc(message, at);
            at += FOUR_CC_BYTES;
        }
        List<Part> parts = new ArrayList<>();
        do {
            if (parts.size() == MAX_PARTS) {
                throw new RtmpException("an audio message of more than " + MAX_PARTS + " tracks");
            }
            if (kind == MANY_TRACKS_MANY_CODECS) {
                fourCc = fourCc(message, at);
                at += FOUR_CC_BYTES;
            }
            need(message, at, 1);
            int track = message[at++] & 0xFF;
            int size = message.length - at;
            if (kind >= MANY_TRACKS) {
                need(message, at, 3);
                size = (message[at] & 0xFF) << 16 | (message[at + 1] & 0xFF) << 8 | message[at + 2] & 0xFF;
                at += 3;
                need(message, at, size);
            }
            byte[] body = Arrays.copyOfRange(message, at, at + size);
            try {
                parts.add(new Part(track, AudioTag.of(type, fourCc, header.nanos() / 1_000, 0, size), body));
            } catch (UnsupportedMediaException foreign) {
                if (track == 0) {
                    throw foreign;
                }
            }
            at += size;
        } while (kind != ONE_TRACK && at < message.length);
        return parts;
    }

    private static String fourCc(byte[] message, int at) throws RtmpException {
        need(message, at, FOUR_CC_BYTES);
        return new String(message, at, FOUR_CC_BYTES, StandardCharsets.ISO_8859_1);
    }

    private static void need(byte[] message, int at, int bytes) throws RtmpException {
        if (message.length - at < bytes) {
            throw new RtmpException("an audio message of several tracks of " + message.length + " bytes");
        }
    }
}
