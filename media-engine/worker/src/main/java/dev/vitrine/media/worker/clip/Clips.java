package dev.vitrine.media.worker.clip;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
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
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Cuts a piece out of a fragmented mp4 into a progressive one, index first, without encoding anew: picture and sound
 * keep their distance, and the file's own time starts at 0 with a key frame.
 */
public final class Clips {
    private static final int NONE = -1;

    private Clips() {}

    /**
     * What was written.
     *
     * @param fromUs start on the recording's clock: the key frame's time
     * @param toUs end on it: where the last picture ends
     * @param bytes size of the file
     */
    public record Clip(long fromUs, long toUs, long bytes) {}

    /**
     * Writes a clip. The source is read twice and left open.
     *
     * @param source one fragmented mp4
     * @param fromUs wanted start; the clip starts at the last key frame at or before it, else at the first after it
     * @param toUs wanted end; the clip ends with the last picture that is decoded before it
     * @param target file to write; gone again if this fails
     * @throws IOException if there is nothing to cut, the bytes are broken, the file cannot be written or the deadline
     *     passes
     */
    public static Clip cut(ByteSource source, long fromUs, long toUs, Path target, Deadline deadline)
            throws IOException {
        if (toUs <= fromUs) {
            throw new AvException("A clip has to end after it starts.");
        }
        boolean done = false;
        try {
            long startUs = start(source, fromUs, toUs, deadline);
            long endUs = write(source, startUs, toUs, target, deadline);
            Clip clip = new Clip(startUs, endUs, Files.size(target));
            done = true;
            return clip;
        } finally {
            if (!done) {
                Files.deleteIfExists(target);
            }
        }
    }

    private static long start(ByteSource source, long fromUs, long toUs, Deadline deadline) throws AvException {
        try (NativeArena arena = new NativeArena()) {
            Demuxer input = new Demuxer(arena, source, deadline);
            int video = video(input);
            AVRational timeBase = input.context().streams(video).time_base();
            long found = Long.MIN_VALUE;
            while (input.next()) {
                AVPacket packet = input.packet();
                if (packet.stream_index() != video || (packet.flags() & AV_PKT_FLAG_KEY) == 0) {
                    continue;
                }
                long ptsUs = micros(pts(packet), timeBase);
                if (ptsUs > fromUs && found != Long.MIN_VALUE) {
                    return found;
                }
                found = ptsUs;
                if (ptsUs > fromUs) {
                    break;
                }
            }
            if (found == Long.MIN_VALUE || found >= toUs) {
                throw new AvException("The recording holds no key frame before the clip's end.");
            }
            return found;
        }
    }

    private static long write(ByteSource source, long startUs, long toUs, Path target, Deadline deadline)
            throws AvException {
        try (NativeArena arena = new NativeArena()) {
            Demuxer input = new Demuxer(arena, source, deadline);
            int video = video(input);
            int audio = input.stream(AVMEDIA_TYPE_AUDIO);
            AVFormatContext output = output(arena, target);
            AVStream videoOut = copyStream(output, input, video);
            AVStream audioOut = audio == NONE ? null : copyStream(output, input, audio);
            open(arena, output, target);

            AVRational videoBase = input.context().streams(video).time_base();
            long endUs = startUs;
            boolean started = false;
            boolean videoEnded = false;
            boolean audioEnded = audioOut == null;
            while (!(videoEnded && audioEnded) && input.next()) {
                AVPacket packet = input.packet();
                int stream = packet.stream_index();
                if (stream == video) {
                    long ptsUs = micros(pts(packet), videoBase);
                    started |= (packet.flags() & AV_PKT_FLAG_KEY) != 0 && ptsUs >= startUs;
                    videoEnded |= micros(dts(packet), videoBase) >= toUs;
                    if (!started || videoEnded) {
                        continue;
                    }
                    endUs = Math.max(endUs, micros(pts(packet) + Math.max(0, packet.duration()), videoBase));
                    send(output, packet, startUs, videoBase, videoOut);
                } else if (audioOut != null && stream == audio) {
                    AVRational audioBase = input.context().streams(audio).time_base();
                    long ptsUs = micros(pts(packet), audioBase);
                    audioEnded |= ptsUs >= toUs;
                    if (ptsUs < startUs || audioEnded) {
                        continue;
                    }
                    send(output, packet, startUs, audioBase, audioOut);
                }
            }
            FFmpeg.check(av_write_trailer(output), "finish the clip");
            return endUs;
        }
    }

    private static int video(Demuxer input) throws AvException {
        int video = input.stream(AVMEDIA_TYPE_VIDEO);
        if (video == NONE) {
            throw new AvException("The recording has no video.");
        }
        return video;
    }

    private static AVFormatContext output(NativeArena arena, Path target) throws AvException {
        AVFormatContext output = new AVFormatContext(null);
        FFmpeg.check(avformat_alloc_output_context2(output, null, "mp4", url(target)), "make an mp4");
        return arena.own("an mp4", output, o -> avformat_free_context(o));
    }

    private static AVStream copyStream(AVFormatContext output, Demuxer input, int index) throws AvException {
        AVStream from = input.context().streams(index);
        AVStream to = avformat_new_stream(output, null);
        if (to == null) {
            throw new AvException("FFmpeg could not allocate a stream.");
        }
        FFmpeg.check(avcodec_parameters_copy(to.codecpar(), from.codecpar()), "copy a stream's header");
        // Apple's players want HEVC's parameter sets out of band, which is what this tag says.
        to.codecpar().codec_tag(from.codecpar().codec_id() == AV_CODEC_ID_HEVC ? tag("hvc1") : 0);
        if (to.codecpar().codec_id() == AV_CODEC_ID_AAC && to.codecpar().frame_size() == 0) {
            to.codecpar().frame_size(1024);
        }
        to.time_base(from.time_base());
        return to;
    }

    private static void open(NativeArena arena, AVFormatContext output, Path target) throws AvException {
        AVIOContext file = new AVIOContext(null);
        FFmpeg.check(avio_open2(file, url(target), AVIO_FLAG_WRITE, null, null), "write the clip's file");
        arena.onClose(() -> avio_closep(file));
        output.pb(file);
        AVDictionary options = new AVDictionary(null);
        arena.onClose(() -> av_dict_free(options));
        av_dict_set(options, "movflags", "+faststart", 0);
        FFmpeg.check(avformat_write_header(output, options), "begin the clip");
    }

    /** The prefix keeps FFmpeg from reading a protocol into the name. */
    private static String url(Path target) {
        return "file:" + target.toAbsolutePath();
    }

    private static void send(AVFormatContext output, AVPacket packet, long startUs, AVRational from, AVStream to)
            throws AvException {
        long shift = av_rescale_q(startUs, av_get_time_base_q(), from);
        packet.pts(pts(packet) - shift);
        packet.dts(dts(packet) - shift);
        av_packet_rescale_ts(packet, from, to.time_base());
        packet.stream_index(to.index());
        packet.pos(-1);
        FFmpeg.check(av_interleaved_write_frame(output, packet), "write the clip");
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

    private static int tag(String name) {
        return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
    }
}
