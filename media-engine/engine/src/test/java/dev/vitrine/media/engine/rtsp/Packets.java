package dev.vitrine.media.engine.rtsp;

import dev.vitrine.media.engine.FlvFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames of a file as a server packs them into RTP: small units together, large ones in pieces. */
final class Packets {
    private static final int PIECE_BYTES = 300;
    private static final int START = 12;

    /** A packet of a track, and when it is sent. */
    record Sent(boolean video, int ms, byte[] bytes) {}

    /** A frame as it was before. */
    record Frame(boolean video, int ptsMs, byte[] bytes) {}

    private final boolean hevc;
    private final List<FlvFile.Tag> tags;
    private final int type;
    private final int videoBase;
    private final int soundBase;
    private int videoSequence = 65_530;
    private int soundSequence = 7;

    private Packets(String file, boolean hevc, int type, int videoBase, int soundBase) throws IOException {
        this.hevc = hevc;
        this.tags = FlvFile.read(file);
        this.type = type;
        this.videoBase = videoBase;
        this.soundBase = soundBase;
    }

    /** Two seconds of H.264 and AAC at 48 kHz, their clocks beginning at these ticks. */
    static Packets avc(int videoBase, int soundBase) throws IOException {
        return new Packets(FlvFile.SAMPLE, false, 96, videoBase, soundBase);
    }

    /** 1.5 seconds of HEVC and Opus. */
    static Packets hevc(int videoBase, int soundBase) throws IOException {
        return new Packets(FlvFile.HEVC_OPUS, true, 96, videoBase, soundBase);
    }

    /** The configuration record of the picture, or of the sound. */
    byte[] config(boolean video) {
        return tags.stream()
                .filter(tag -> tag.type() == (video ? 9 : 8) && isConfig(tag))
                .map(this::body)
                .filter(body -> body.length > 0)
                .findFirst()
                .orElseThrow();
    }

    /** The parameter sets of the configuration record. */
    List<byte[]> sets() {
        byte[] record = config(true);
        List<byte[]> sets = new ArrayList<>();
        int at = hevc ? 23 : 5;
        int groups = hevc ? record[22] : 2;
        for (int group = 0; group < groups; group++) {
            int count = hevc ? record[at + 2] : record[at] & 0x1F;
            at += hevc ? 3 : 1;
            for (; count > 0; count--) {
                int length = (record[at] & 0xFF) << 8 | record[at + 1] & 0xFF;
                sets.add(Arrays.copyOfRange(record, at + 2, at + 2 + length));
                at += 2 + length;
            }
        }
        return sets;
    }

    /** The frames as they are in the file. */
    List<Frame> frames() {
        return tags.stream()
                .filter(Packets::isFrame)
                .map(tag -> new Frame(tag.type() == 9, tag.timestamp() + composition(tag), body(tag)))
                .toList();
    }

    /** All of them once, from a moment on; with parameter sets in front of each key frame if asked for. */
    List<Sent> round(int fromMs, boolean inBandSets) {
        List<Sent> all = new ArrayList<>();
        for (FlvFile.Tag tag : tags) {
            if (!isFrame(tag)) {
                continue;
            }
            int ms = fromMs + tag.timestamp();
            if (tag.type() == 9) {
                picture(all, ms, ms + composition(tag), units(body(tag)), inBandSets);
            } else {
                sound(all, ms, body(tag));
            }
        }
        return all;
    }

    private void picture(List<Sent> all, int ms, int ptsMs, List<byte[]> units, boolean inBandSets) {
        List<byte[]> payloads = new ArrayList<>();
        List<byte[]> together = new ArrayList<>();
        boolean key = units.stream().anyMatch(this::isKey);
        if (key && inBandSets) {
            together.addAll(sets());
        }
        for (byte[] unit : units) {
            if (unit.length <= PIECE_BYTES) {
                together.add(unit);
            } else {
                flush(payloads, together);
                pieces(payloads, unit);
            }
        }
        flush(payloads, together);
        for (int i = 0; i < payloads.size(); i++) {
            boolean last = i == payloads.size() - 1;
            all.add(new Sent(true, ms, packet(type, last, videoSequence++, videoBase + ptsMs * 90, payloads.get(i))));
        }
    }

    private boolean isKey(byte[] unit) {
        int kind = hevc ? unit[0] >>> 1 & 0x3F : unit[0] & 0x1F;
        return hevc ? kind >= 16 && kind <= 21 : kind == 5;
    }

    private void flush(List<byte[]> payloads, List<byte[]> together) {
        if (together.size() == 1) {
            payloads.add(together.getFirst());
        } else if (together.size() > 1) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(hevc ? new byte[] {48 << 1, 1} : new byte[] {24});
            for (byte[] unit : together) {
                out.write(unit.length >>> 8);
                out.write(unit.length);
                out.writeBytes(unit);
            }
            payloads.add(out.toByteArray());
        }
        together.clear();
    }

    private void pieces(List<byte[]> payloads, byte[] unit) {
        int header = hevc ? 2 : 1;
        for (int at = header; at < unit.length; at += PIECE_BYTES) {
            int end = Math.min(unit.length, at + PIECE_BYTES);
            int flags = (at == header ? 0x80 : 0) | (end == unit.length ? 0x40 : 0);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (hevc) {
                out.write(unit[0] & 0x81 | 49 << 1);
                out.write(unit[1]);
                out.write(flags | unit[0] >>> 1 & 0x3F);
            } else {
                out.write(unit[0] & 0xE0 | 28);
                out.write(flags | unit[0] & 0x1F);
            }
            out.write(unit, at, end - at);
            payloads.add(out.toByteArray());
        }
    }

    private void sound(List<Sent> all, int ms, byte[] frame) {
        int timestamp = soundBase + ms * 48;
        if (hevc) {
            all.add(new Sent(false, ms, packet(97, true, soundSequence++, timestamp, frame)));
            return;
        }
        for (int at = 0; at < frame.length; at += PIECE_BYTES) {
            int end = Math.min(frame.length, at + PIECE_BYTES);
            byte[] payload = new byte[4 + end - at];
            payload[1] = 16;
            payload[2] = (byte) (frame.length >>> 5);
            payload[3] = (byte) (frame.length << 3);
            System.arraycopy(frame, at, payload, 4, end - at);
            all.add(new Sent(false, ms, packet(97, end == frame.length, soundSequence++, timestamp, payload)));
        }
    }

    /** A packet of RTP. */
    static byte[] packet(int type, boolean marker, int sequence, int timestamp, byte[] payload) {
        byte[] bytes = new byte[START + payload.length];
        bytes[0] = (byte) 0x80;
        bytes[1] = (byte) (type | (marker ? 0x80 : 0));
        bytes[2] = (byte) (sequence >>> 8);
        bytes[3] = (byte) sequence;
        int32(bytes, 4, timestamp);
        System.arraycopy(payload, 0, bytes, START, payload.length);
        return bytes;
    }

    /** A sender report: a wall clock in milliseconds since 1900, and what the track's clock shows then. */
    static byte[] report(long wallMs, int timestamp) {
        byte[] bytes = new byte[28];
        bytes[0] = (byte) 0x80;
        bytes[1] = (byte) 200;
        bytes[3] = 6;
        int32(bytes, 8, (int) (wallMs / 1_000));
        int32(bytes, 12, (int) ((wallMs % 1_000 << 32) / 1_000));
        int32(bytes, 16, timestamp);
        return bytes;
    }

    private static void int32(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /** Units of length-prefixed bytes. */
    static List<byte[]> units(byte[] sample) {
        List<byte[]> units = new ArrayList<>();
        int at = 0;
        while (at < sample.length) {
            int length = (sample[at] & 0xFF) << 24
                    | (sample[at + 1] & 0xFF) << 16
                    | (sample[at + 2] & 0xFF) << 8
                    | sample[at + 3] & 0xFF;
            units.add(Arrays.copyOfRange(sample, at + 4, at + 4 + length));
            at += 4 + length;
        }
        return units;
    }

    private static boolean isEnhanced(FlvFile.Tag tag) {
        int first = tag.payload()[0] & 0xFF;
        return tag.type() == 9 ? first >= 0x80 : first >>> 4 == 9;
    }

    private static boolean isConfig(FlvFile.Tag tag) {
        return tag.type() != 18 && (isEnhanced(tag) ? (tag.payload()[0] & 0x0F) == 0 : tag.payload()[1] == 0);
    }

    /** Coded frames, with or without a composition time. */
    private static boolean isFrame(FlvFile.Tag tag) {
        if (tag.type() == 18) {
            return false;
        }
        int kind = isEnhanced(tag) ? tag.payload()[0] & 0x0F : tag.payload()[1];
        return kind == 1 || isEnhanced(tag) && tag.type() == 9 && kind == 3;
    }

    private static int composition(FlvFile.Tag tag) {
        boolean there = tag.type() == 9 && !isEnhanced(tag);
        byte[] payload = tag.payload();
        return there ? (payload[2] & 0xFF) << 16 | (payload[3] & 0xFF) << 8 | payload[4] & 0xFF : 0;
    }

    private byte[] body(FlvFile.Tag tag) {
        int start = tag.type() == 8 ? 2 : 5;
        if (isEnhanced(tag)) {
            boolean composed = tag.type() == 9 && (tag.payload()[0] & 0x0F) == 1;
            start = composed ? 8 : 5;
        }
        return Arrays.copyOfRange(tag.payload(), start, tag.payload().length);
    }
}
