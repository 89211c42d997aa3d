package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Optional;

/** Finds the open bitstream units of AV1 (AV1 Bitstream and Decoding Process, 5.3). */
final class ObuReader {
    static final int SEQUENCE_HEADER = 1;
    static final int TEMPORAL_DELIMITER = 2;
    static final int FRAME_HEADER = 3;
    static final int FRAME = 6;

    private static final int HAS_EXTENSION = 4;
    private static final int HAS_SIZE = 2;
    private static final int MAX_LEB_BYTES = 8;

    /**
     * Where a unit lies.
     *
     * @param payload where its payload begins
     * @param end where it ends
     */
    record Obu(int type, int payload, int end) {}

    private ObuReader() {}

    /** The unit that begins at an offset; one without a size goes to the end. */
    static Obu read(byte[] data, int offset) throws IOException {
        int header = data[offset] & 0xFF;
        if ((header & 0x80) != 0) {
            throw new IOException("an AV1 unit with its forbidden bit set");
        }
        int at = offset + 1 + ((header & HAS_EXTENSION) == 0 ? 0 : 1);
        long size = data.length - (long) at;
        if ((header & HAS_SIZE) != 0) {
            size = 0;
            int i = 0;
            int next;
            do {
                if (at >= data.length || i == MAX_LEB_BYTES) {
                    throw new IOException("an AV1 unit whose size is malformed");
                }
                next = data[at++];
                size |= (next & 0x7FL) << 7 * i++;
            } while ((next & 0x80) != 0);
        }
        if (size < 0 || size > data.length - at) {
            throw new IOException("an AV1 unit of " + size + " bytes with " + (data.length - at) + " left");
        }
        return new Obu(header >>> 3 & 0xF, at, at + (int) size);
    }

    /** The first unit of a type from an offset on. */
    static Optional<Obu> find(byte[] data, int offset, int type) throws IOException {
        for (int at = offset; at < data.length; ) {
            Obu obu = read(data, at);
            if (obu.type() == type) {
                return Optional.of(obu);
            }
            at = obu.end();
        }
        return Optional.empty();
    }

    /** Whether a frame header (5.9.2) is a shown key frame's: no show_existing_frame, frame_type 0, show_frame. */
    static boolean startsKeyFrame(byte[] data, Obu frame) {
        return frame.payload() < frame.end() && (data[frame.payload()] & 0xF0) == 0x10;
    }
}
