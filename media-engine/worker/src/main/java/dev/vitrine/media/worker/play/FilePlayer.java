package dev.vitrine.media.worker.play;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.worker.av.Adts;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.ByteSource;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.Demuxer;
import dev.vitrine.media.worker.av.H264;
import dev.vitrine.media.worker.av.NativeArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Plays files one after another at the pace of the clock, as they are: nothing is decoded. Times go on from file to
 * file, so two files of the same encoding follow each other without a break. For one thread.
 */
public final class FilePlayer {
    private static final int NONE = -1;

    /** A player that is held up for longer does not send the backlog at once but goes on from there. */
    private static final long MAX_BEHIND_US = 500_000;

    private static final long MAX_NAP_US = 200_000;

    /** Of a transport stream whose tables promise sound. */
    private static final int MAX_PACKETS_BEFORE_SOUND = 5_000;

    /** Sound that outlasts the picture by more is waited for. */
    private static final long MAX_TAIL_US = 500_000;

    private final List<Path> files;
    private final boolean loop;
    private final Deadline deadline;
    private long originNanos;
    private long endUs;
    private long skipUs;
    private boolean skipped;
    private Format announced = new Format(new byte[0], new byte[0], 0, 0, 0, 0, 0);

    /**
     * How a file is encoded.
     *
     * @param avcC AVCDecoderConfigurationRecord
     * @param asc AudioSpecificConfig; empty without sound
     */
    public record Format(byte[] avcC, byte[] asc, int width, int height, int fps, int sampleRate, int channels) {
        private boolean sameAs(Format other) {
            return Arrays.equals(avcC, other.avcC) && Arrays.equals(asc, other.asc);
        }
    }

    /** Gets what is played. Called by the playing thread; an exception ends the play. */
    public interface Output {
        /** A file's turn has come; the problem says why it is left out or broke off, and is empty when it plays. */
        void playing(int index, String problem) throws IOException;

        /** Codecs from the next packet on. */
        void config(Format format) throws IOException;

        /** A packet when it is due. */
        void packet(boolean video, boolean key, long ptsUs, long dtsUs, byte[] payload) throws IOException;
    }

    /**
     * Files that do not play yet; a cancelled deadline ends the play.
     *
     * @param skipUs how far into them to begin
     */
    public FilePlayer(List<Path> files, boolean loop, long skipUs, Deadline deadline) {
        this.files = files;
        this.loop = loop;
        this.skipUs = skipUs;
        this.deadline = deadline;
    }

    /**
     * Plays until the end, or until cancelled.
     *
     * @throws AvException if a whole round had nothing to play; the message is a sentence about the last file
     * @throws IOException if the output refuses
     */
    public void run(Output output) throws IOException, InterruptedException {
        originNanos = System.nanoTime();
        if (loop && skipUs > 0) {
            long roundUs = roundUs();
            skipUs = roundUs == 0 ? 0 : skipUs % roundUs;
        }
        do {
            String problem = "There is nothing to play.";
            long before = endUs;
            skipped = false;
            for (int index = 0; index < files.size() && !deadline.over(); index++) {
                try {
                    play(files.get(index), index, output);
                } catch (AvException broken) {
                    if (deadline.over()) {
                        return;
                    }
                    problem = String.valueOf(broken.getMessage());
                    output.playing(index, problem);
                }
            }
            if (endUs == before && !skipped && !deadline.over()) {
                throw new AvException(problem);
            }
        } while (loop && !deadline.over());
    }

    /** How long all files are together; those that do not play are none. */
    private long roundUs() throws IOException {
        long sum = 0;
        for (Path file : files) {
            try (NativeArena arena = new NativeArena();
                    ByteSource source = source(file)) {
                Demuxer input = open(arena, source, file);
                int video = input.stream(AVMEDIA_TYPE_VIDEO);
                sum += video == NONE ? 0 : input.durationUs(video);
            } catch (AvException broken) {
                deadline.check(); // it is named in its turn
            }
        }
        return sum;
    }

    /**
     * Goes to where the file would be by now; false if it would be over. One that does not say how long it is begins.
     */
    private boolean skip(Demuxer input, int video) throws AvException {
        long lengthUs = input.durationUs(video);
        if (skipUs > 0 && lengthUs > 0 && skipUs >= lengthUs) {
            skipUs -= lengthUs;
            skipped = true;
            return false;
        }
        if (skipUs > 0 && lengthUs > 0) {
            input.seek(video, skipUs);
        }
        skipUs = 0;
        return true;
    }

    private void play(Path file, int index, Output output) throws IOException, InterruptedException {
        try (NativeArena arena = new NativeArena();
                ByteSource source = source(file)) {
            Demuxer input = open(arena, source, file);
            int video = input.stream(AVMEDIA_TYPE_VIDEO);
            int audio = input.stream(AVMEDIA_TYPE_AUDIO);
            Format format = format(input, video, audio, file, isTransportStream(file) ? adts(file) : null);
            if (!skip(input, video)) {
                return;
            }
            output.playing(index, "");
            if (!format.sameAs(announced)) {
                output.config(format);
                announced = format;
            }
            send(input, video, audio, isTransportStream(file), output);
        }
    }

    private void send(Demuxer input, int video, int audio, boolean stream, Output output)
            throws IOException, InterruptedException {
        AVRational videoBase = input.context().streams(video).time_base();
        AVRational audioBase =
                input.context().streams(audio == NONE ? video : audio).time_base();
        long shiftUs = Long.MIN_VALUE;
        long begunUs = endUs;
        long videoEndUs = begunUs;
        long audioEndUs = begunUs;
        while (!deadline.over() && input.next()) {
            AVPacket packet = input.packet();
            boolean isVideo = packet.stream_index() == video;
            if (!isVideo && packet.stream_index() != audio) {
                continue;
            }
            AVRational base = isVideo ? videoBase : audioBase;
            long dtsUs = micros(dts(packet), base);
            boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            if (shiftUs == Long.MIN_VALUE) {
                if (!isVideo || !key) {
                    continue; // a file begins with a picture to start at
                }
                shiftUs = begunUs - dtsUs;
            }
            long dueUs = dtsUs + shiftUs;
            long ptsUs = micros(pts(packet), base) + shiftUs;
            if (!isVideo && dueUs < begunUs) {
                continue;
            }
            await(dueUs);
            if (deadline.over()) {
                return;
            }
            byte[] payload = payload(packet);
            if (stream) {
                payload = isVideo ? H264.sample(payload) : Adts.raw(payload);
            }
            output.packet(isVideo, key, ptsUs, dueUs, payload);
            long afterUs = dueUs + micros(Math.max(0, packet.duration()), base);
            if (isVideo) {
                videoEndUs = Math.max(videoEndUs, afterUs);
            } else {
                audioEndUs = Math.max(audioEndUs, afterUs);
            }
            endUs = audioEndUs - videoEndUs > MAX_TAIL_US ? audioEndUs : videoEndUs;
        }
    }

    /** Sleeps until a time of the play; one that is late moves the play's origin. */
    private void await(long timeUs) throws InterruptedException {
        while (!deadline.over()) {
            long aheadUs = timeUs - TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - originNanos);
            if (aheadUs <= 0) {
                if (aheadUs < -MAX_BEHIND_US) {
                    originNanos += TimeUnit.MICROSECONDS.toNanos(-aheadUs);
                }
                return;
            }
            TimeUnit.MICROSECONDS.sleep(Math.min(aheadUs, MAX_NAP_US));
        }
    }

    private static ByteSource source(Path file) throws AvException {
        ByteSource source = new ByteSource();
        try {
            return source.add(file, 0, Files.size(file));
        } catch (IOException gone) {
            throw new AvException(name(file) + " cannot be read.");
        }
    }

    private Demuxer open(NativeArena arena, ByteSource source, Path file) throws AvException {
        try {
            if (isTransportStream(file)) {
                return Demuxer.transportStream(arena, source, deadline);
            }
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".mkv")
                    ? Demuxer.matroska(arena, source, deadline)
                    : new Demuxer(arena, source, deadline);
        } catch (AvException unreadable) {
            deadline.check();
            throw new AvException(name(file) + " is no mp4, mov, mkv or ts file that can be read; " + convert(file));
        }
    }

    private static boolean isTransportStream(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".ts") || name.endsWith(".mts");
    }

    /** The first frame of a transport stream's sound, whose header says how all are encoded; empty if there is none. */
    private byte[] adts(Path file) throws IOException {
        try (NativeArena arena = new NativeArena();
                ByteSource source = source(file)) {
            Demuxer input = open(arena, source, file);
            int audio = input.stream(AVMEDIA_TYPE_AUDIO);
            for (int packets = 0; audio != NONE && packets < MAX_PACKETS_BEFORE_SOUND && input.next(); packets++) {
                if (input.packet().stream_index() == audio) {
                    return payload(input.packet());
                }
            }
            return new byte[0];
        }
    }

    private static byte[] payload(AVPacket packet) {
        byte[] payload = new byte[packet.size()];
        packet.data().limit(packet.size()).get(payload);
        return payload;
    }

    /** How a file is encoded; {@code adts} is the first frame of sound of a transport stream, null for other files. */
    private static Format format(Demuxer input, int video, int audio, Path file, byte @Nullable [] adts)
            throws AvException {
        if (video == NONE) {
            throw new AvException(name(file) + " has no picture.");
        }
        AVStream stream = input.context().streams(video);
        AVCodecParameters picture = stream.codecpar();
        byte[] avcC = extradata(picture);
        if (adts != null && picture.codec_id() == AV_CODEC_ID_H264) {
            avcC = parameterSets(avcC, file);
        }
        if (picture.codec_id() != AV_CODEC_ID_H264 || avcC.length < 7 || avcC[0] != 1) {
            throw new AvException(name(file) + " has a picture in " + codec(picture)
                    + ", and H.264 is played as it is; " + convert(file));
        }
        byte[] asc = new byte[0];
        int sampleRate = 0;
        int channels = 0;
        if (audio != NONE) {
            AVCodecParameters sound = input.context().streams(audio).codecpar();
            asc = adts == null ? extradata(sound) : Adts.config(adts);
            if (sound.codec_id() != AV_CODEC_ID_AAC || asc.length < 2) {
                throw new AvException(name(file) + " has sound in " + codec(sound) + ", and AAC is played as it is; "
                        + convert(file));
            }
            sampleRate = sound.sample_rate();
            channels = sound.ch_layout().nb_channels();
        }
        AVRational rate = stream.avg_frame_rate();
        int fps = rate.den() == 0 ? 0 : Math.round((float) rate.num() / rate.den());
        return new Format(avcC, asc, picture.width(), picture.height(), fps, sampleRate, channels);
    }

    private static byte[] parameterSets(byte[] annexB, Path file) throws AvException {
        try {
            return H264.avcC(annexB);
        } catch (AvException none) {
            throw new AvException(name(file) + " does not say how its picture is encoded; " + convert(file));
        }
    }

    private static byte[] extradata(AVCodecParameters parameters) {
        BytePointer pointer = parameters.extradata();
        if (pointer == null || pointer.isNull() || parameters.extradata_size() <= 0) {
            return new byte[0];
        }
        byte[] bytes = new byte[parameters.extradata_size()];
        pointer.limit(bytes.length).get(bytes);
        return bytes;
    }

    private static String codec(AVCodecParameters parameters) {
        return avcodec_get_name(parameters.codec_id()).getString();
    }

    private static String convert(Path file) {
        return "convert it: ffmpeg -i " + name(file)
                + " -c:v libx264 -pix_fmt yuv420p -bf 0 -g 30 -c:a aac -movflags +faststart NEW.mp4";
    }

    private static String name(Path file) {
        return "\"" + file.getFileName() + "\"";
    }

    private static long pts(AVPacket packet) {
        return packet.pts() == AV_NOPTS_VALUE() ? packet.dts() : packet.pts();
    }

    private static long dts(AVPacket packet) {
        return packet.dts() == AV_NOPTS_VALUE() ? packet.pts() : packet.dts();
    }

    private static long micros(long time, AVRational timeBase) {
        return av_rescale_q(time, timeBase, av_get_time_base_q());
    }
}
