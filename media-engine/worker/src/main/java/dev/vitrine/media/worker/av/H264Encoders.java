package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * The encoders of H.264 that ladders and files may use, and their settings for one packet out of each picture in, no
 * B-frames, key frames where they are asked for and nowhere else.
 */
public final class H264Encoders {
    /** Asks for the best encoder that opens. */
    public static final String AUTO = "auto";

    /** In the LGPL build, which is the default, and in every other. */
    private static final String LAST_RESORT = "libopenh264";

    /** From the cheapest for this machine's processors to the dearest. libx264 is in the GPL build alone. */
    private static final List<String> BEST_FIRST = List.of("h264_nvenc", "h264_qsv", "libx264", LAST_RESORT);

    /** An hour of the fastest stream: key frames come when asked for, not by count. */
    private static final int ENDLESS_GOP = 3_600 * 120;

    private static final Map<String, Map<String, String>> OPTIONS = Map.of(
            "h264_nvenc",
            Map.of("preset", "p3", "tune", "ull", "zerolatency", "1", "forced-idr", "1", "rc", "cbr", "delay", "0"),
            "h264_qsv",
            Map.of("preset", "veryfast", "async_depth", "1", "forced_idr", "1"),
            "libx264",
            Map.of("preset", "veryfast", "tune", "zerolatency", "forced-idr", "1", "sc_threshold", "0"),
            LAST_RESORT,
            Map.of("rc_mode", "bitrate", "allow_skip_frames", "0"));

    private H264Encoders() {}

    /**
     * What an encoder is to make.
     *
     * @param fps pictures a second, for rate control
     * @param bt709 whether to say that the colours are ITU-R BT.709 in limited range, rather than nothing
     */
    public record Shape(int width, int height, double fps, int kbps, boolean bt709) {}

    /** An open encoder; its times are microseconds. */
    public record Opened(String name, AVCodecContext context) {}

    /**
     * Opens the encoder of that name, or the best one; if it does not open, the next best.
     *
     * @throws AvException if none opens
     */
    public static Opened open(NativeArena arena, String wanted, Shape shape) throws AvException {
        if (!wanted.equals(AUTO) && OPTIONS.containsKey(wanted)) {
            AVCodecContext context = tryOpen(arena, wanted, shape);
            if (context != null) {
                return new Opened(wanted, context);
            }
            System.err.println("media worker: encoder \"" + wanted + "\" does not open; taking the next best");
        }
        for (String name : BEST_FIRST) {
            AVCodecContext context = tryOpen(arena, name, shape);
            if (context != null) {
                return new Opened(name, context);
            }
        }
        throw new AvException("No encoder of H.264 opens for " + shape.width() + "×" + shape.height() + ".");
    }

    private static @org.jspecify.annotations.Nullable AVCodecContext tryOpen(
            NativeArena arena, String name, Shape shape) throws AvException {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (codec == null || codec.isNull()) {
            return null;
        }
        AVCodecContext context = avcodec_alloc_context3(codec);
        context.width(shape.width());
        context.height(shape.height());
        context.pix_fmt(name.equals("h264_qsv") ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P);
        context.time_base(FFmpeg.rational(1, 1_000_000));
        context.framerate(FFmpeg.rational((int) Math.round(shape.fps() * 1_000), 1_000));
        context.gop_size(ENDLESS_GOP);
        context.max_b_frames(0);
        context.bit_rate(shape.kbps() * 1_000L);
        context.rc_max_rate(shape.kbps() * 1_000L);
        context.rc_buffer_size(shape.kbps() * 1_000);
        context.thread_count(1);
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_LOW_DELAY);
        if (shape.bt709()) {
            context.color_range(AVCOL_RANGE_MPEG);
            context.color_primaries(AVCOL_PRI_BT709);
            context.color_trc(AVCOL_TRC_BT709);
            context.colorspace(AVCOL_SPC_BT709);
        }
        context.profile(name.equals("h264_qsv") ? AV_PROFILE_H264_MAIN : AV_PROFILE_H264_HIGH);
        AVDictionary options = new AVDictionary(null);
        OPTIONS.getOrDefault(name, Map.of()).forEach((key, value) -> av_dict_set(options, key, value, 0));
        int level = av_log_get_level();
        av_log_set_level(AV_LOG_FATAL); // that a device is missing is no news
        int opened = avcodec_open2(context, codec, options);
        av_log_set_level(level);
        av_dict_free(options);
        if (opened < 0) {
            avcodec_free_context(context);
            return null;
        }
        return arena.own("an encoder", context, c -> avcodec_free_context(c));
    }
}
