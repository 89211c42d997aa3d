package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * H.264 by libopenh264, which comes with the LGPL build: one packet out for each picture in, no B-frames, parameter
 * sets in {@link #extradata} only. Lives in an arena and on its thread.
 */
public final class VideoEncoder {
    /** The encoder's name in FFmpeg. */
    public static final String NAME = "libopenh264";

    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private final Yuv shape;

    /**
     * Opens an encoder.
     *
     * @param gopFrames distance between key frames
     * @param threads slices encoded side by side; one costs least in all
     */
    public VideoEncoder(NativeArena arena, int width, int height, int fps, int gopFrames, int kbps, int threads)
            throws AvException {
        AVCodec codec = avcodec_find_encoder_by_name(NAME);
        if (codec == null) {
            throw new AvException("This FFmpeg has no encoder \"" + NAME + "\"; use the LGPL build of the parent pom.");
        }
        context = arena.own("an encoder", avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        context.width(width);
        context.height(height);
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.time_base(FFmpeg.rational(1, fps));
        context.framerate(FFmpeg.rational(fps, 1));
        context.gop_size(gopFrames);
        context.max_b_frames(0);
        context.bit_rate(kbps * 1000L);
        context.thread_count(threads);
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_LOW_DELAY);
        context.color_range(AVCOL_RANGE_MPEG);
        context.color_primaries(AVCOL_PRI_BT709);
        context.color_trc(AVCOL_TRC_BT709);
        context.colorspace(AVCOL_SPC_BT709);
        context.profile(AV_PROFILE_H264_HIGH);
        AVDictionary options = new AVDictionary(null);
        arena.onClose(() -> av_dict_free(options));
        av_dict_set(options, "rc_mode", "bitrate", 0);
        av_dict_set(options, "allow_skip_frames", "0", 0);
        // It warns that the rate is not kept to the bit unless pictures may be dropped, which a live show does not
        // want.
        int level = av_log_get_level();
        av_log_set_level(AV_LOG_ERROR);
        int opened = avcodec_open2(context, codec, options);
        av_log_set_level(level);
        FFmpeg.check(opened, "open \"" + NAME + "\"");
        frame = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
        frame.width(width);
        frame.height(height);
        frame.format(AV_PIX_FMT_YUV420P);
        FFmpeg.check(av_frame_get_buffer(frame, 0), "allocate a picture");
        packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
        shape = new Yuv(width, height, new byte[0], new byte[0], new byte[0]);
    }

    /** Returns SPS and PPS, each after a start code. */
    public byte[] extradata() {
        byte[] bytes = new byte[context.extradata_size()];
        context.extradata().position(0).get(bytes);
        return bytes;
    }

    /** Returns the codec itself, to describe a muxer's stream. */
    public AVCodecContext context() {
        return context;
    }

    /**
     * Encodes one picture. The packet is valid until the next call; its times count frames.
     *
     * @param number of the picture, which becomes its time
     */
    public AVPacket encode(Yuv picture, long number) throws AvException {
        FFmpeg.check(av_frame_make_writable(frame), "write to a picture");
        copy(picture.y(), 0, shape.width(), shape.height());
        copy(picture.u(), 1, shape.width() / 2, shape.height() / 2);
        copy(picture.v(), 2, shape.width() / 2, shape.height() / 2);
        frame.pts(number);
        FFmpeg.check(avcodec_send_frame(context, frame), "encode a picture");
        av_packet_unref(packet);
        FFmpeg.check(avcodec_receive_packet(context, packet), "get an encoded picture");
        packet.duration(1);
        return packet;
    }

    private void copy(byte[] plane, int index, int width, int height) {
        BytePointer data = frame.data(index);
        int stride = frame.linesize(index);
        for (int row = 0; row < height; row++) {
            data.position((long) row * stride).put(plane, row * width, width);
        }
    }
}
