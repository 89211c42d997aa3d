package dev.vitrine.media.engine.ts;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Puts a picture and its sound together to a transport stream (ISO/IEC 13818-1) of one programme: the other side of
 * {@link TsDemuxer}. Each call gives whole packets, at once: nothing waits for the next frame. For one thread.
 */
final class TsMuxer {
    private static final int PAT_PID = 0;
    private static final int PMT_PID = 0x1000;
    private static final int VIDEO_PID = 0x100;
    private static final int AUDIO_PID = 0x101;
    private static final int VIDEO_STREAM_ID = 0xE0;
    private static final int AUDIO_STREAM_ID = 0xC0;
    private static final int STREAM_TYPE_AAC = 0x0F;
    private static final int STREAM_TYPE_AVC = 0x1B;
    private static final int STREAM_TYPE_HEVC = 0x24;
    private static final int PACKET_HEADER_BYTES = 4;
    private static final int ROOM_BYTES = TsDemuxer.PACKET_BYTES - PACKET_HEADER_BYTES;
    private static final int MAX_PES_BYTES = 0xFFFF;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int HAS_CLOCK = 0x10;
    private static final long NO_CLOCK = -1;
    private static final long TIME_MASK = (1L << 33) - 1;

    /** Tables are repeated, so that receivers may join (ETSI TR 101 290, 1.3 and 1.5: at least each 500 ms). */
    private static final long TABLES_TICKS = 100 * 90;

    /** A clock reference comes at least so often (ISO/IEC 13818-1, 2.7.2: each 100 ms). */
    private static final long CLOCK_TICKS = 80 * 90;

    /** So far ahead of its decoding does a frame arrive, as receivers see it; sound may be as late as this. */
    private static final long AHEAD_TICKS = 200 * 90;

    /** Times begin here and not at 0, so that the clock, which is behind them, does not begin below. */
    private static final long FIRST_TICKS = 90_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 10);
    private final byte[] packet = new byte[TsDemuxer.PACKET_BYTES];
    private final byte[] pat = section(0x00, 1, 0, new byte[] {0, 1, (byte) (0xE0 | PMT_PID >> 8), (byte) PMT_PID});
    private byte[] pmt = {};
    private int version = -1;
    private boolean hevc;
    private boolean sound;
    private int patCounter;
    private int pmtCounter;
    private int videoCounter;
    private int audioCounter;
    private long baseUs = Long.MIN_VALUE;
    private long tablesAt = Long.MIN_VALUE / 2;
    private long clockAt = Long.MIN_VALUE / 2;

    /** What the programme is made of from now on. */
    void programme(boolean isHevc, boolean hasSound) {
        if (version >= 0 && isHevc == hevc && hasSound == sound) {
            return;
        }
        hevc = isHevc;
        sound = hasSound;
        version = (version + 1) % 32;
        byte[] streams = {
            (byte) (0xE0 | VIDEO_PID >> 8),
            (byte) VIDEO_PID,
            (byte) 0xF0,
            0, // clock, no descriptors
            (byte) (hevc ? STREAM_TYPE_HEVC : STREAM_TYPE_AVC),
            (byte) (0xE0 | VIDEO_PID >> 8),
            (byte) VIDEO_PID,
            (byte) 0xF0,
            0,
            STREAM_TYPE_AAC,
            (byte) (0xE0 | AUDIO_PID >> 8),
            (byte) AUDIO_PID,
            (byte) 0xF0,
            0
        };
        pmt = section(0x02, 1, version, sound ? streams : Arrays.copyOf(streams, 9));
        tablesAt = Long.MIN_VALUE / 2;
    }

    /** The packets of an access unit in Annex B's byte stream. */
    byte[] video(boolean key, long ptsUs, long dtsUs, byte[] unit) {
        if (baseUs == Long.MIN_VALUE) {
            baseUs = dtsUs;
        }
        long dts = ticks(dtsUs);
        long pts = ticks(ptsUs);
        if (key || dts - tablesAt >= TABLES_TICKS) {
            tables(dts);
        }
        clockAt = Math.max(clockAt, dts - AHEAD_TICKS);
        boolean twoTimes = pts != dts;
        int after = 3 + (twoTimes ? 10 : 5);
        byte[] header = new byte[6 + after];
        begin(header, VIDEO_STREAM_ID, after + unit.length);
        header[6] = (byte) 0x84; // begins with an access unit
        header[7] = (byte) (twoTimes ? 0xC0 : 0x80);
        header[8] = (byte) (after - 3);
        time(header, 9, twoTimes ? 3 : 2, pts);
        if (twoTimes) {
            time(header, 14, 1, dts);
        }
        videoCounter = packets(VIDEO_PID, videoCounter, header, unit, key ? RANDOM_ACCESS : 0, clockAt);
        return taken();
    }

    /** The packets of a frame with its ADTS header; empty for one from before the first picture. */
    byte[] audio(long ptsUs, byte[] frame) {
        if (baseUs == Long.MIN_VALUE || ptsUs < baseUs || !sound) {
            return new byte[0];
        }
        long pts = ticks(ptsUs);
        if (pts - AHEAD_TICKS - clockAt >= CLOCK_TICKS) {
            clockAt = pts - AHEAD_TICKS;
            clock();
        }
        byte[] header = new byte[14];
        begin(header, AUDIO_STREAM_ID, 8 + frame.length);
        header[6] = (byte) 0x84;
        header[7] = (byte) 0x80;
        header[8] = 5;
        time(header, 9, 2, pts);
        audioCounter = packets(AUDIO_PID, audioCounter, header, frame, 0, NO_CLOCK);
        return taken();
    }

    private long ticks(long us) {
        return (us - baseUs) * 9 / 100 + FIRST_TICKS;
    }

    private byte[] taken() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    private void tables(long now) {
        tablesAt = now;
        patCounter = packets(PAT_PID, patCounter, pat, new byte[0], 0, NO_CLOCK);
        pmtCounter = packets(PMT_PID, pmtCounter, pmt, new byte[0], 0, NO_CLOCK);
    }

    /** Start code, stream and length of a PES packet (2.4.3.7); a picture that is longer says 0. */
    private static void begin(byte[] header, int streamId, int length) {
        header[2] = 1;
        header[3] = (byte) streamId;
        int told = length > MAX_PES_BYTES ? 0 : length;
        header[4] = (byte) (told >> 8);
        header[5] = (byte) told;
    }

    /** 33 bits in five bytes. */
    private static void time(byte[] target, int at, int prefix, long ticks) {
        long bits = ticks & TIME_MASK;
        target[at] = (byte) (prefix << 4 | (int) (bits >> 29) & 0x0E | 1);
        target[at + 1] = (byte) (bits >> 22);
        target[at + 2] = (byte) (bits >> 14 | 1);
        target[at + 3] = (byte) (bits >> 7);
        target[at + 4] = (byte) (bits << 1 | 1);
    }

    /**
     * Cuts a payload into packets, the last one filled up in its adaptation field (2.4.3.4); returns the next
     * continuity counter.
     */
    private int packets(int pid, int counter, byte[] header, byte[] payload, int flags, long clock) {
        int total = header.length + payload.length;
        int at = 0;
        int next = counter;
        while (at < total) {
            boolean first = at == 0;
            int told = first ? flags | (clock == NO_CLOCK ? 0 : HAS_CLOCK) : 0;
            int adaptation = told == 0 ? 0 : clock == NO_CLOCK ? 2 : 8;
            int count = Math.min(ROOM_BYTES - adaptation, total - at);
            int body = packet(pid, first, next, ROOM_BYTES - count, told, clock, true);
            for (int end = body + count; body < end; ) {
                byte[] from = at < header.length ? header : payload;
                int start = at < header.length ? at : at - header.length;
                int piece = Math.min(end - body, from.length - start);
                System.arraycopy(from, start, packet, body, piece);
                body += piece;
                at += piece;
            }
            out.write(packet, 0, packet.length);
            next = next + 1 & 0x0F;
        }
        return next;
    }

    /** A packet with nothing but the clock, which a pause of the picture leaves to the sound. */
    private void clock() {
        packet(VIDEO_PID, false, videoCounter - 1 & 0x0F, ROOM_BYTES, HAS_CLOCK, clockAt, false);
        out.write(packet, 0, packet.length);
    }

    /** Begins a packet with an adaptation field of so many bytes; returns where its payload is. */
    private int packet(
            int pid, boolean starts, int counter, int adaptation, int flags, long clock, boolean hasPayload) {
        packet[0] = 0x47;
        packet[1] = (byte) ((starts ? 0x40 : 0) | pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) ((adaptation > 0 ? 0x20 : 0) | (hasPayload ? 0x10 : 0) | counter);
        int end = PACKET_HEADER_BYTES + adaptation;
        Arrays.fill(packet, PACKET_HEADER_BYTES, end, (byte) 0xFF);
        if (adaptation > 0) {
            packet[4] = (byte) (adaptation - 1);
        }
        if (adaptation > 1) {
            packet[5] = (byte) flags;
        }
        if ((flags & HAS_CLOCK) != 0) {
            long base = clock & TIME_MASK;
            packet[6] = (byte) (base >> 25);
            packet[7] = (byte) (base >> 17);
            packet[8] = (byte) (base >> 9);
            packet[9] = (byte) (base >> 1);
            packet[10] = (byte) ((int) (base << 7) & 0x80 | 0x7E);
            packet[11] = 0;
        }
        return end;
    }

    /** A table that fits one section, with the pointer in front and its CRC (2.4.4). */
    private static byte[] section(int table, int number, int version, byte[] body) {
        byte[] bytes = new byte[1 + 8 + body.length + 4];
        int length = 5 + body.length + 4;
        bytes[1] = (byte) table;
        bytes[2] = (byte) (0xB0 | length >> 8);
        bytes[3] = (byte) length;
        bytes[5] = (byte) number;
        bytes[6] = (byte) (0xC1 | version << 1);
        System.arraycopy(body, 0, bytes, 9, body.length);
        int crc = 0xFFFFFFFF;
        for (int at = 1; at < bytes.length - 4; at++) {
            crc ^= bytes[at] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x04C11DB7 : crc << 1;
            }
        }
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 4 + i] = (byte) (crc >> 24 - 8 * i);
        }
        return bytes;
    }
}
