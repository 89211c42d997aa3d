package dev.vitrine.media.engine.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Closed captions within frames: {@code cc_data()} of ATSC A/53 part 4, 6.2.3, which carries CEA-608 and CEA-708. It
 * stands in SEI messages of H.264 and HEVC and in metadata units of AV1. Only those are looked at, and in H.264 and
 * HEVC nothing behind the first slice, so a frame without captions costs a few steps.
 *
 * <p>Captions are passed around as the constructs of three bytes that {@code cc_data()} consists of: marker, validity
 * and type in the first, two bytes of data. Those that are not valid are left out.
 */
public final class ClosedCaptions {
    /** No captions. */
    public static final byte[] NONE = {};

    /** What one message may hold: {@code cc_count} has five bits. */
    static final int MAX_CONSTRUCTS = 31;

    static final int CONSTRUCT_BYTES = 3;

    /** A message of captions has about 100 bytes; other messages may share its unit. */
    private static final int MAX_UNIT_BYTES = 4_096;

    private static final int VALID = 4;
    private static final int AVC_LAST_SLICE = 5;
    private static final int AVC_SEI = 6;
    private static final int AVC_DELIMITER = 9;
    private static final int HEVC_LAST_SLICE = 31;
    private static final int HEVC_PREFIX_SEI = 39;
    private static final int OBU_METADATA = 5;
    private static final int METADATA_ITUT_T35 = 4;
    private static final int USER_DATA_REGISTERED = 4;

    /** Country USA, provider ATSC, identifier "GA94", type cc_data (A/53 part 4, 6.2.1 to 6.2.3). */
    private static final byte[] HEADER = {(byte) 0xB5, 0x00, 0x31, 'G', 'A', '9', '4', 0x03};

    private ClosedCaptions() {}

    /** Returns the valid constructs of a frame in their order, {@link #NONE} when it has none. Never throws. */
    public static byte[] in(VideoConfig config, byte[] data, int offset) {
        return switch (config) {
            case AvcConfig avc -> units(data, offset, avc.nalLengthBytes(), false);
            case HevcConfig hevc -> units(data, offset, hevc.nalLengthBytes(), true);
            case Av1Config av1 -> metadata(data, offset);
        };
    }

    /**
     * Returns a frame of H.264 with captions in front of its slices; what is more than one message holds is put into
     * several.
     */
    public static byte[] into(AvcConfig config, byte[] frame, byte[] constructs) {
        ByteArrayOutputStream sei = new ByteArrayOutputStream(128);
        int step = MAX_CONSTRUCTS * CONSTRUCT_BYTES;
        for (int from = 0; from < constructs.length; from += step) {
            byte[] unit = unit(Arrays.copyOfRange(constructs, from, Math.min(constructs.length, from + step)));
            for (int shift = 8 * (config.nalLengthBytes() - 1); shift >= 0; shift -= 8) {
                sei.write(unit.length >>> shift);
            }
            sei.writeBytes(unit);
        }
        int at = delimiterEnd(config, frame);
        byte[] whole = Arrays.copyOf(frame, frame.length + sei.size());
        System.arraycopy(sei.toByteArray(), 0, whole, at, sei.size());
        System.arraycopy(frame, at, whole, at + sei.size(), frame.length - at);
        return whole;
    }

    /** The delimiter, where there is one, stays in front (ITU-T H.264, 7.4.1.2.3). */
    private static int delimiterEnd(AvcConfig config, byte[] frame) {
        int at = config.nalLengthBytes();
        if (frame.length <= at || (frame[at] & 0x1F) != AVC_DELIMITER) {
            return 0;
        }
        long length = length(frame, 0, at);
        return length > frame.length - at ? 0 : at + (int) length;
    }

    /** An SEI unit with one message (ITU-T H.264, 7.3.2.3 and D.1.6). */
    private static byte[] unit(byte[] constructs) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream(constructs.length + 32);
        raw.write(USER_DATA_REGISTERED);
        raw.write(HEADER.length + 2 + constructs.length + 1);
        raw.writeBytes(HEADER);
        raw.write(0xC0 | constructs.length / CONSTRUCT_BYTES);
        raw.write(0xFF);
        raw.writeBytes(constructs);
        raw.write(0xFF);
        raw.write(0x80);
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.size() + 8);
        out.write(AVC_SEI);
        int zeros = 0;
        for (byte each : raw.toByteArray()) {
            if (zeros >= 2 && (each & 0xFF) <= 3) {
                out.write(3);
                zeros = 0;
            }
            out.write(each);
            zeros = each == 0 ? zeros + 1 : 0;
        }
        return out.toByteArray();
    }

    private static byte[] units(byte[] data, int offset, int lengthBytes, boolean hevc) {
        ByteArrayOutputStream found = null;
        int at = offset;
        while (data.length - at > lengthBytes) {
            long length = length(data, at, lengthBytes);
            at += lengthBytes;
            if (length == 0 || length > data.length - at) {
                break;
            }
            int first = data[at] & 0xFF;
            int type = hevc ? first >>> 1 & 0x3F : first & 0x1F;
            boolean slice = hevc ? type <= HEVC_LAST_SLICE : type >= 1 && type <= AVC_LAST_SLICE;
            if (slice) {
                break;
            }
            boolean sei = hevc ? type == HEVC_PREFIX_SEI : type == AVC_SEI;
            if (sei && length <= MAX_UNIT_BYTES) {
                byte[] unit = Arrays.copyOfRange(data, at, at + (int) length);
                found = messages(NalUnits.rawPayload(unit, hevc ? 2 : 1), found);
            }
            at += (int) length;
        }
        return found == null ? NONE : found.toByteArray();
    }

    private static long length(byte[] data, int at, int lengthBytes) {
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | data[at + i] & 0xFF;
        }
        return length;
    }

    /** The messages of an SEI unit (ITU-T H.264, 7.3.2.3.1). */
    private static @Nullable ByteArrayOutputStream messages(byte[] sei, @Nullable ByteArrayOutputStream before) {
        ByteArrayOutputStream found = before;
        int at = 0;
        while (at + 2 < sei.length) {
            int[] type = number(sei, at);
            int[] size = number(sei, type[1]);
            at = size[1];
            if (size[0] > sei.length - at) {
                break;
            }
            if (type[0] == USER_DATA_REGISTERED) {
                found = message(sei, at, at + size[0], found);
            }
            at += size[0];
        }
        return found;
    }

    /** A number in bytes of 255 and a rest, and where it ends. */
    private static int[] number(byte[] sei, int from) {
        int at = from;
        int value = 0;
        while (at < sei.length && sei[at] == (byte) 0xFF) {
            value += 0xFF;
            at++;
        }
        return at < sei.length ? new int[] {value + (sei[at] & 0xFF), at + 1} : new int[] {value, at};
    }

    private static byte[] metadata(byte[] data, int offset) {
        ByteArrayOutputStream found = null;
        int at = offset;
        try {
            while (at < data.length) {
                ObuReader.Obu obu = ObuReader.read(data, at);
                if (obu.type() == ObuReader.FRAME || obu.type() == ObuReader.FRAME_HEADER) {
                    break;
                }
                boolean t35 = obu.type() == OBU_METADATA
                        && obu.end() - obu.payload() <= MAX_UNIT_BYTES
                        && obu.payload() < obu.end()
                        && data[obu.payload()] == METADATA_ITUT_T35;
                if (t35) {
                    found = message(data, obu.payload() + 1, obu.end(), found);
                }
                at = obu.end();
            }
        } catch (IOException malformed) {
            // Who takes the frame says so; what came before counts.
        }
        return found == null ? NONE : found.toByteArray();
    }

    private static @Nullable ByteArrayOutputStream message(
            byte[] bytes, int from, int to, @Nullable ByteArrayOutputStream before) {
        int body = from + HEADER.length;
        boolean captions = to - body > 2
                && Arrays.equals(bytes, from, body, HEADER, 0, HEADER.length)
                && (bytes[body] & 0x40) != 0;
        if (!captions) {
            return before;
        }
        ByteArrayOutputStream found = before;
        int at = body + 2;
        for (int left = bytes[body] & 0x1F; left > 0 && to - at >= CONSTRUCT_BYTES; left--) {
            if ((bytes[at] & VALID) != 0) {
                found = found == null ? new ByteArrayOutputStream(64) : found;
                found.write(bytes, at, CONSTRUCT_BYTES);
            }
            at += CONSTRUCT_BYTES;
        }
        return found;
    }
}
