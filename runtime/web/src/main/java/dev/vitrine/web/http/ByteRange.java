package dev.vitrine.web.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a request wants.
 *
 * @param first its first byte
 * @param last its last byte, inclusive
 */
record ByteRange(Kind kind, long first, long last) {
    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    enum Kind {
        WHOLE,
        PART,
        UNSATISFIABLE
    }

    static ByteRange whole(long size) {
        return new ByteRange(Kind.WHOLE, 0, size - 1);
    }

    /** Reads a {@code Range} header; several ranges or another unit mean the whole, which RFC 9110 allows. */
    static ByteRange parse(String header, long size) {
        Matcher single = SINGLE.matcher(header);
        if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
            return whole(size);
        }
        long first;
        long last = size - 1;
        if (single.group(1).isEmpty()) {
            long suffix = Long.parseLong(single.group(2));
            if (suffix == 0) {
                return new ByteRange(Kind.UNSATISFIABLE, 0, -1);
            }
            first = Math.max(0, size - suffix);
        } else {
            first = Long.parseLong(single.group(1));
            if (!single.group(2).isEmpty()) {
                long asked = Long.parseLong(single.group(2));
                if (asked < first) {
                    return whole(size);
                }
                last = Math.min(last, asked);
            }
        }
        return first >= size ? new ByteRange(Kind.UNSATISFIABLE, 0, -1) : new ByteRange(Kind.PART, first, last);
    }

    long length() {
        return last - first + 1;
    }
}
