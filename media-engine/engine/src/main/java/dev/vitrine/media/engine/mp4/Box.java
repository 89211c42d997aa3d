package dev.vitrine.media.engine.mp4;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A box of somebody else's (ISO/IEC 14496-12, 4.2), where it lies in its file.
 *
 * @param type its four characters
 * @param start where it begins
 * @param body where its content begins
 * @param end where it ends
 */
record Box(byte[] file, String type, int start, int body, int end) {
    private static final int MAX_CHILDREN = 20_000;

    /**
     * The boxes of a stretch of a file.
     *
     * @throws IOException if their lengths do not add up
     */
    static List<Box> of(byte[] file, int from, int to) throws IOException {
        List<Box> boxes = new ArrayList<>();
        int at = from;
        while (to - at >= 8) {
            long size = int32(file, at) & 0xFFFF_FFFFL;
            int header = 8;
            if (size == 1) {
                if (to - at < 16) {
                    throw new IOException("a box of MP4 that ends within its length");
                }
                size = (long) int32(file, at + 8) << 32 | int32(file, at + 12) & 0xFFFF_FFFFL;
                header = 16;
            } else if (size == 0) {
                size = to - at;
            }
            if (size < header || size > to - at) {
                throw new IOException("a box of MP4 with " + size + " bytes where " + (to - at) + " are left");
            }
            if (boxes.size() == MAX_CHILDREN) {
                throw new IOException("more than " + MAX_CHILDREN + " boxes of MP4 in one");
            }
            String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            boxes.add(new Box(file, type, at, at + header, at + (int) size));
            at += (int) size;
        }
        return boxes;
    }

    /** The boxes in it. */
    List<Box> children() throws IOException {
        return of(file, body, end);
    }

    /** The first box in it of a type. */
    Optional<Box> child(String of) throws IOException {
        return children().stream().filter(each -> each.type().equals(of)).findFirst();
    }

    /** Follows a path of types. */
    Optional<Box> path(String... types) throws IOException {
        Optional<Box> at = Optional.of(this);
        for (String each : types) {
            at = at.isEmpty() ? at : at.get().child(each);
        }
        return at;
    }

    int length() {
        return end - body;
    }

    /** A number of so many bytes at an offset of its content. */
    int u8(int offset) throws IOException {
        need(offset, 1);
        return file[body + offset] & 0xFF;
    }

    int u16(int offset) throws IOException {
        need(offset, 2);
        return (file[body + offset] & 0xFF) << 8 | file[body + offset + 1] & 0xFF;
    }

    int int32(int offset) throws IOException {
        need(offset, 4);
        return int32(file, body + offset);
    }

    long u32(int offset) throws IOException {
        return int32(offset) & 0xFFFF_FFFFL;
    }

    long int64(int offset) throws IOException {
        return (long) int32(offset) << 32 | u32(offset + 4);
    }

    private void need(int offset, int count) throws IOException {
        if (offset < 0 || offset > length() - count) {
            throw new IOException("a box \"" + type.replaceAll("[^ -~]", "?") + "\" of MP4 that ends too early");
        }
    }

    private static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }
}
