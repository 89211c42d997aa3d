package dev.vitrine.media.engine.ts;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The byte stream of NAL units between start codes (ITU-T H.264 and H.265, Annex B). */
final class AnnexB {
    private AnnexB() {}

    /** A unit within bytes, without start code and trailing zeros. */
    record Unit(int start, int end) {
        int length() {
            return end - start;
        }
    }

    /** The units in order; empty ones are left out. */
    static List<Unit> split(byte[] bytes) {
        List<Unit> units = new ArrayList<>();
        int start = -1;
        int zeros = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                zeros++;
                continue;
            }
            if (bytes[i] == 1 && zeros >= 2) {
                add(units, bytes, start, i - zeros);
                start = i + 1;
            }
            zeros = 0;
        }
        add(units, bytes, start, bytes.length);
        return units;
    }

    private static void add(List<Unit> units, byte[] bytes, int start, int end) {
        int last = end;
        while (start >= 0 && last > start && bytes[last - 1] == 0) {
            last--;
        }
        if (start >= 0 && last > start) {
            units.add(new Unit(start, last));
        }
    }

    /** Writes a unit with its length in four bytes in front. */
    static void prefixed(ByteArrayOutputStream out, byte[] bytes, Unit unit) {
        int length = unit.length();
        out.write(length >>> 24);
        out.write(length >>> 16);
        out.write(length >>> 8);
        out.write(length);
        out.write(bytes, unit.start(), length);
    }
}
