package dev.vitrine.media.engine.ts;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.stream.Lack;
import dev.vitrine.media.engine.stream.Sound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a transport stream (ISO/IEC 13818-1) apart: the first programme's first picture, and its sounds. Bytes come in
 * any pieces; what is damaged is left out. For one thread.
 */
final class TsDemuxer {
    /** Length of a packet (2.4.3.2). */
    static final int PACKET_BYTES = 188;

    /** Longest access unit, as for RTMP. */
    static final int MAX_UNIT_BYTES = 8 << 20;

    private static final int SYNC = 0x47;
    private static final int PAT_PID = 0;
    private static final int NO_PID = -1;
    private static final int TABLE_PAT = 0;
    private static final int TABLE_PMT = 2;
    private static final int SECTION_HEADER_BYTES = 8;
    private static final int CRC_BYTES = 4;
    private static final int STREAM_TYPE_SECTIONS = 0x05;
    private static final int STREAM_TYPE_PRIVATE = 0x06;
    private static final int STREAM_TYPE_AAC = 0x0F;
    private static final int STREAM_TYPE_METADATA = 0x15;
    private static final int STREAM_TYPE_AVC = 0x1B;
    private static final int STREAM_TYPE_HEVC = 0x24;

    /** Cues for advertisements (SCTE 35). */
    private static final int STREAM_TYPE_CUES = 0x86;

    private static final int PES_HEADER_BYTES = 9;
    private static final int LANGUAGE_DESCRIPTOR = 0x0A;
    private static final int PICTURE = -1;

    /** So many packets that follow each other are no chance. */
    private static final int IN_STEP = 4;

    /** Takes what comes out. */
    interface Output {
        /**
         * What the programme is made of, whenever its table comes: a picture, and sounds.
         *
         * @param languages of each sound as the table has it, {@code deu} or so; empty where it does not say
         */
        void programme(List<String> languages);

        /** An access unit of the picture in Annex B's byte stream; times in ticks of 90 kHz, 33 bits. */
        void video(boolean hevc, long pts, long dts, byte[] unit) throws IOException;

        /** Frames of a sound with ADTS headers; sounds are counted as the programme has them. */
        void audio(int sound, long pts, byte[] frames) throws IOException;
    }

    private final Output output;
    private final byte[] packet = new byte[PACKET_BYTES];
    private int filled;
    private int pmtPid = NO_PID;
    private @Nullable Elementary video;
    private List<Elementary> sounds = List.of();
    private boolean hevc;
    private int steps;
    private long gaps;

    TsDemuxer(Output output) {
        this.output = output;
    }

    /**
     * Takes the next bytes.
     *
     * @throws UnsupportedMediaException if the programme holds what browsers do not play
     * @throws IOException if the output refuses
     */
    void take(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (filled == 0 && bytes[at] != SYNC) {
                steps = steps < IN_STEP ? 0 : steps;
                at++;
                continue;
            }
            int more = Math.min(PACKET_BYTES - filled, end - at);
            System.arraycopy(bytes, at, packet, filled, more);
            filled += more;
            at += more;
            if (filled == PACKET_BYTES) {
                filled = 0;
                steps = Math.min(IN_STEP, steps + 1);
                packet();
            }
        }
    }

    /** What has not been found yet; of a picture's frames it knows nothing. */
    Lack lack() {
        if (video != null) {
            return Lack.PICTURE;
        }
        if (pmtPid != NO_PID) {
            return Lack.PROGRAMME_MAP;
        }
        return steps < IN_STEP ? Lack.PACKETS : Lack.PROGRAMME;
    }

    /** How often packets of the programme's streams were missing. */
    long gaps() {
        return gaps;
    }

    /** Gives what is still being put together. */
    void end() throws IOException {
        if (video != null) {
            video.finish();
        }
        for (Elementary sound : sounds) {
            sound.finish();
        }
    }

    private void packet() throws IOException {
        boolean damaged = (packet[1] & 0x80) != 0;
        boolean starts = (packet[1] & 0x40) != 0;
        int pid = (packet[1] & 0x1F) << 8 | packet[2] & 0xFF;
        boolean scrambled = (packet[3] & 0xC0) != 0;
        int control = packet[3] >>> 4 & 3;
        int counter = packet[3] & 0x0F;
        int at = 4;
        if ((control & 2) != 0) {
            at += 1 + (packet[4] & 0xFF);
        }
        if (damaged || scrambled || (control & 1) == 0 || at >= PACKET_BYTES) {
            return;
        }
        if (pid == PAT_PID && starts) {
            programmes(at);
        } else if (pid == pmtPid && starts) {
            streams(at);
        } else if (video != null && pid == video.pid) {
            video.take(starts, counter, at);
        } else {
            for (Elementary sound : sounds) {
                if (pid == sound.pid) {
                    sound.take(starts, counter, at);
                }
            }
        }
    }

    /** Where a section of a table that fits one packet ends, and so its CRC; negative when it is no such section. */
    private int sectionEnd(int at, int table) {
        if (at + 3 > PACKET_BYTES || (packet[at] & 0xFF) != table) {
            return -1;
        }
        int end = at + 3 + ((packet[at + 1] & 0x0F) << 8 | packet[at + 2] & 0xFF) - CRC_BYTES;
        return end > PACKET_BYTES - CRC_BYTES ? -1 : end;
    }

    private void programmes(int pointer) {
        int at = pointer + 1 + (packet[pointer] & 0xFF);
        int end = sectionEnd(at, TABLE_PAT);
        for (int entry = at + SECTION_HEADER_BYTES; entry + 4 <= end; entry += 4) {
            int number = (packet[entry] & 0xFF) << 8 | packet[entry + 1] & 0xFF;
            if (number != 0) {
                pmtPid = (packet[entry + 2] & 0x1F) << 8 | packet[entry + 3] & 0xFF;
                return;
            }
        }
    }

    private void streams(int pointer) throws IOException {
        int at = pointer + 1 + (packet[pointer] & 0xFF);
        int end = sectionEnd(at, TABLE_PMT);
        if (end < at + 12) {
            return;
        }
        int entry = at + 12 + ((packet[at + 10] & 0x0F) << 8 | packet[at + 11] & 0xFF);
        int picture = NO_PID;
        List<Integer> heard = new ArrayList<>();
        List<String> languages = new ArrayList<>();
        Set<String> others = new LinkedHashSet<>();
        while (entry + 5 <= end) {
            int type = packet[entry] & 0xFF;
            int pid = (packet[entry + 1] & 0x1F) << 8 | packet[entry + 2] & 0xFF;
            switch (type) {
                case STREAM_TYPE_AVC, STREAM_TYPE_HEVC -> {
                    if (picture == NO_PID) {
                        picture = pid;
                        hevc = type == STREAM_TYPE_HEVC;
                    }
                }
                case STREAM_TYPE_AAC -> {
                    if (heard.size() < Sound.MOST && !heard.contains(pid)) {
                        heard.add(pid);
                        languages.add(language(entry, end));
                    }
                }
                case STREAM_TYPE_SECTIONS, STREAM_TYPE_METADATA, STREAM_TYPE_CUES -> {} // neither picture nor sound
                default -> others.add(name(type));
            }
            entry += 5 + ((packet[entry + 3] & 0x0F) << 8 | packet[entry + 4] & 0xFF);
        }
        String foreign = String.join(" and ", others);
        if (picture == NO_PID) {
            String instead = foreign.isEmpty() && !heard.isEmpty() ? "sound alone" : foreign;
            throw new UnsupportedMediaException("The transport stream holds no H.264 or HEVC picture"
                    + (instead.isEmpty() ? "" : " but " + instead)
                    + ". In OBS, Settings → Output → Encoder → x264 or another H.264 one; in ffmpeg, -c:v libx264; from"
                    + " GStreamer, x264enc.");
        }
        if (heard.isEmpty() && !foreign.isEmpty()) {
            throw new UnsupportedMediaException("The transport stream's sound is " + foreign
                    + "; AAC is needed. In OBS, Settings → Output → Audio Encoder → FFmpeg AAC; in ffmpeg, -c:a aac.");
        }
        output.programme(languages);
        if (video == null || video.pid != picture) {
            video = new Elementary(picture, PICTURE);
        }
        if (!heard.isEmpty()
                && !sounds.stream().map(sound -> sound.pid).toList().equals(heard)) {
            List<Elementary> now = new ArrayList<>();
            for (int pid : heard) {
                now.add(new Elementary(pid, now.size()));
            }
            sounds = List.copyOf(now);
        }
    }

    /** The first code of an ISO_639_language_descriptor (2.6.18) of an entry of the table; empty when it has none. */
    private String language(int entry, int end) {
        int at = entry + 5;
        int last = Math.min(end, at + ((packet[entry + 3] & 0x0F) << 8 | packet[entry + 4] & 0xFF));
        while (at + 2 <= last) {
            int length = packet[at + 1] & 0xFF;
            if ((packet[at] & 0xFF) == LANGUAGE_DESCRIPTOR && length >= 3 && at + 5 <= last) {
                return new String(packet, at + 2, 3, StandardCharsets.ISO_8859_1);
            }
            at += 2 + length;
        }
        return "";
    }

    private static String name(int streamType) {
        return switch (streamType) {
            case 0x01, 0x02 -> "MPEG-2 video";
            case 0x03, 0x04 -> "MPEG audio (MP2 or MP3)";
            case STREAM_TYPE_PRIVATE -> "private data, such as Opus or AC-3";
            case 0x10 -> "MPEG-4 Part 2";
            case 0x11 -> "AAC in LATM";
            case 0x33 -> "VVC (H.266)";
            case 0x81, 0x87 -> "AC-3";
            default -> "of the unknown type 0x" + Integer.toHexString(streamType);
        };
    }

    /** One stream of PES packets (2.4.3.6). */
    private final class Elementary {
        private final int pid;
        private final int sound;
        private byte[] unit = new byte[64 << 10];
        private int size;
        private int expected;
        private boolean open;
        private int nextCounter = -1;

        /** A stream of sound, or of the {@link #PICTURE}. */
        Elementary(int pid, int sound) {
            this.pid = pid;
            this.sound = sound;
        }

        void take(boolean starts, int counter, int at) throws IOException {
            if (counter == (nextCounter - 1 & 0x0F) && nextCounter >= 0) {
                return; // a repeated packet (2.4.3.3)
            }
            boolean lost = nextCounter >= 0 && counter != nextCounter;
            nextCounter = counter + 1 & 0x0F;
            if (lost) {
                gaps++;
                open = false; // half a frame is none
            }
            if (starts) {
                finish();
                size = 0;
                expected = 0;
                open = true;
            }
            if (!open) {
                return;
            }
            int count = PACKET_BYTES - at;
            if (size + count > MAX_UNIT_BYTES) {
                throw UnsupportedMediaException.ofSize("The video has a frame of more than 8.4 MB. In OBS, Settings →"
                        + " Output → Rate Control → CBR, and a lower Bitrate.");
            }
            if (size + count > unit.length) {
                unit = Arrays.copyOf(unit, Math.max(unit.length * 2, size + count));
            }
            System.arraycopy(packet, at, unit, size, count);
            size += count;
            if (expected == 0 && size >= 6) {
                int told = (unit[4] & 0xFF) << 8 | unit[5] & 0xFF;
                expected = told == 0 ? Integer.MAX_VALUE : 6 + told;
            }
            if (expected > 0 && size >= expected) {
                size = expected;
                finish();
            }
        }

        void finish() throws IOException {
            boolean whole = open && size >= PES_HEADER_BYTES && (expected == Integer.MAX_VALUE || size == expected);
            open = false;
            if (!whole || unit[0] != 0 || unit[1] != 0 || unit[2] != 1 || (unit[6] & 0xC0) != 0x80) {
                return;
            }
            int flags = unit[7] >>> 6 & 3;
            int body = PES_HEADER_BYTES + (unit[8] & 0xFF);
            int needed = PES_HEADER_BYTES + (flags == 3 ? 10 : flags == 2 ? 5 : 0);
            if (flags < 2 || body < needed || body >= size) {
                return; // no time: nothing to show it at
            }
            long pts = time(PES_HEADER_BYTES);
            byte[] payload = Arrays.copyOfRange(unit, body, size);
            if (sound == PICTURE) {
                output.video(hevc, pts, flags == 3 ? time(PES_HEADER_BYTES + 5) : pts, payload);
            } else {
                output.audio(sound, pts, payload);
            }
        }

        /** 33 bits in five bytes. */
        private long time(int at) {
            return (unit[at] & 0x0EL) << 29
                    | (unit[at + 1] & 0xFFL) << 22
                    | (unit[at + 2] & 0xFEL) << 14
                    | (unit[at + 3] & 0xFFL) << 7
                    | (unit[at + 4] & 0xFEL) >>> 1;
        }
    }
}
