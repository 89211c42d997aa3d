package dev.vitrine.media.worker.play;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.ByteSource;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.Demuxer;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** An open file of the media folder. Lives in an arena and on its thread. */
final class FileInput {
    static final int NONE = -1;

    /** Of a transport stream whose tables promise sound. */
    private static final int MAX_PACKETS_BEFORE_SOUND = 5_000;

    private final Path file;
    private final Demuxer demuxer;
    private final Deadline deadline;

    /**
     * Opens a file.
     *
     * @throws AvException if it is of none of the kinds that are played; the message is a sentence for staff
     */
    FileInput(NativeArena arena, Path file, Deadline deadline) throws AvException {
        this.file = file;
        this.deadline = deadline;
        ByteSource source = source(file);
        arena.onClose(() -> close(source));
        try {
            demuxer = demuxer(arena, source);
        } catch (AvException unreadable) {
            deadline.check();
            throw new AvException(name() + " is no mp4, mov, mkv, webm or ts file that can be read; " + convert());
        }
    }

    private Demuxer demuxer(NativeArena arena, ByteSource source) throws AvException {
        if (isTransportStream()) {
            return Demuxer.transportStream(arena, source, deadline);
        }
        String name = lowerName();
        return name.endsWith(".mkv") || name.endsWith(".webm")
                ? Demuxer.matroska(arena, source, deadline)
                : new Demuxer(arena, source, deadline);
    }

    private static ByteSource source(Path file) throws AvException {
        ByteSource source = new ByteSource();
        try {
            return source.add(file, 0, Files.size(file));
        } catch (IOException gone) {
            close(source);
            throw new AvException("\"" + file.getFileName() + "\" cannot be read.");
        }
    }

    private static void close(ByteSource source) {
        try {
            source.close();
        } catch (IOException closed) {
            System.err.println("media worker: a file could not be closed: " + closed.getMessage());
        }
    }

    Demuxer demuxer() {
        return demuxer;
    }

    AVStream stream(int number) {
        return demuxer.context().streams(number);
    }

    int video() {
        return demuxer.stream(AVMEDIA_TYPE_VIDEO);
    }

    int audio() {
        return demuxer.stream(AVMEDIA_TYPE_AUDIO);
    }

    /** Whether its packets have start codes and ADTS headers. */
    boolean isTransportStream() {
        String name = lowerName();
        return name.endsWith(".ts") || name.endsWith(".mts");
    }

    /** The first frame of its sound, read by another look at the file; empty if there is none. */
    byte[] firstSound() throws AvException {
        try (NativeArena arena = new NativeArena()) {
            Demuxer again = new FileInput(arena, file, deadline).demuxer;
            int audio = again.stream(AVMEDIA_TYPE_AUDIO);
            for (int packets = 0; audio != NONE && packets < MAX_PACKETS_BEFORE_SOUND && again.next(); packets++) {
                if (again.packet().stream_index() == audio) {
                    return payload(again.packet());
                }
            }
            return new byte[0];
        }
    }

    /** Its name in quotes. */
    String name() {
        return "\"" + file.getFileName() + "\"";
    }

    /** The line that makes a file of it that plays, as the end of a sentence. */
    String convert() {
        return "convert it: ffmpeg -i " + name()
                + " -c:v libx264 -pix_fmt yuv420p -bf 0 -g 30 -c:a aac -movflags +faststart NEW.mp4";
    }

    private String lowerName() {
        return file.toString().toLowerCase(Locale.ROOT);
    }

    static byte[] payload(AVPacket packet) {
        byte[] payload = new byte[packet.size()];
        packet.data().limit(packet.size()).get(payload);
        return payload;
    }

    static long pts(AVPacket packet) {
        return packet.pts() == AV_NOPTS_VALUE() ? packet.dts() : packet.pts();
    }

    static long dts(AVPacket packet) {
        return packet.dts() == AV_NOPTS_VALUE() ? packet.pts() : packet.dts();
    }

    /** A stream's unit of time; asked for once, since each question makes an object. */
    record TimeBase(int numerator, int denominator) {
        static TimeBase of(AVStream stream) {
            return new TimeBase(stream.time_base().num(), stream.time_base().den());
        }

        long micros(long time) {
            return FFmpeg.micros(time, numerator, denominator);
        }
    }
}
