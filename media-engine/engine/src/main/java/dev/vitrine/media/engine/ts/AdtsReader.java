package dev.vitrine.media.engine.ts;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.stream.Publication;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Frames of one sound with ADTS headers (ISO/IEC 14496-3, 1.A.2), which may go on in the next packet. */
final class AdtsReader {
    private static final int HEADER_BYTES = 7;
    private static final byte[] NOTHING = {};

    private final Publication publication;
    private final int sound;
    private byte[] asc = NOTHING;
    private @Nullable AacConfig config;
    private byte[] rest = NOTHING;

    /**
     * Reads for a publication.
     *
     * @param sound which of its sounds, 0 the first
     */
    AdtsReader(Publication publication, int sound) {
        this.publication = publication;
        this.sound = sound;
    }

    void take(long us, byte[] frames, long arrivedNanos) throws IOException {
        byte[] bytes = rest.length == 0 ? frames : joined(rest, frames);
        int at = 0;
        int count = 0;
        while (bytes.length - at >= HEADER_BYTES) {
            if ((bytes[at] & 0xFF) != 0xFF || (bytes[at + 1] & 0xF6) != 0xF0) {
                at++;
                continue;
            }
            int header = (bytes[at + 1] & 1) == 1 ? HEADER_BYTES : HEADER_BYTES + 2;
            int length = (bytes[at + 3] & 3) << 11 | (bytes[at + 4] & 0xFF) << 3 | (bytes[at + 5] & 0xFF) >>> 5;
            if (length <= header) {
                at++;
                continue;
            }
            if (length > bytes.length - at) {
                break;
            }
            AacConfig now = config(bytes, at);
            long frameUs = us + count * 1_000_000L * now.samplesPerFrame() / now.sampleRate();
            byte[] frame = Arrays.copyOfRange(bytes, at + header, at + length);
            publication.audio(sound, frameUs, frame, 0, arrivedNanos);
            at += length;
            count++;
        }
        rest = Arrays.copyOfRange(bytes, at, bytes.length);
    }

    /** AudioSpecificConfig of a header. */
    private AacConfig config(byte[] bytes, int at) throws IOException {
        int type = ((bytes[at + 2] & 0xC0) >>> 6) + 1;
        int rate = (bytes[at + 2] & 0x3C) >>> 2;
        int channels = (bytes[at + 2] & 1) << 2 | (bytes[at + 3] & 0xC0) >>> 6;
        int bits = type << 11 | rate << 7 | channels << 3;
        AacConfig known = config;
        if (known != null && asc[0] == (byte) (bits >>> 8) && asc[1] == (byte) bits) {
            return known;
        }
        asc = new byte[] {(byte) (bits >>> 8), (byte) bits};
        AacConfig next = AacConfig.parse(asc);
        config = next;
        publication.configure(sound, next);
        return next;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
