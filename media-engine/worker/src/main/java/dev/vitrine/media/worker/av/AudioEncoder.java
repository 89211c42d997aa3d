package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** AAC-LC by FFmpeg's own encoder. Lives in an arena and on its thread. */
public final class AudioEncoder {
    /** Samples in one AAC frame (ISO/IEC 14496-3, 4.5.1.1). */
    public static final int FRAME_SAMPLES = 1024;

    /** Gets an encoded frame, which is valid only during the call. */
    public interface Output {
        /** An exception ends the encoding. */
        void packet(AVPacket packet) throws AvException;
    }

    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;

    /** Opens an encoder of stereo. */
    public AudioEncoder(NativeArena arena, int sampleRate, int kbps) throws AvException {
        this(arena, sampleRate, 2, kbps);
    }

    /** Opens an encoder of one or two channels. */
    public AudioEncoder(NativeArena arena, int sampleRate, int channels, int kbps) throws AvException {
        AVCodec codec = avcodec_find_encoder_by_name("aac");
        if (codec == null) {
            throw new AvException("This FFmpeg has no encoder \"aac\".");
        }
        context = arena.own("an encoder", avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        context.sample_rate(sampleRate);
        context.sample_fmt(AV_SAMPLE_FMT_FLTP);
        av_channel_layout_default(context.ch_layout(), channels);
        context.bit_rate(kbps * 1000L);
        context.time_base(FFmpeg.rational(1, sampleRate));
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        FFmpeg.check(avcodec_open2(context, codec, (org.bytedeco.ffmpeg.avutil.AVDictionary) null), "open \"aac\"");
        frame = arena.own("a sound frame", av_frame_alloc(), f -> av_frame_free(f));
        frame.nb_samples(FRAME_SAMPLES);
        frame.format(AV_SAMPLE_FMT_FLTP);
        frame.sample_rate(sampleRate);
        av_channel_layout_copy(frame.ch_layout(), context.ch_layout());
        FFmpeg.check(av_frame_get_buffer(frame, 0), "allocate a sound frame");
        packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
        arena.onClose(this::drain);
    }

    /** Returns the AudioSpecificConfig. */
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
     * Encodes {@link #FRAME_SAMPLES} samples of each channel; of one channel, {@code left} alone.
     *
     * @param pts time of the first sample, in samples
     * @param out gets each packet that is ready, at most one; times in samples. A packet's samples begin at its time;
     *     it comes one call after they were given
     */
    public void encode(float[] left, float[] right, long pts, Output out) throws AvException {
        FFmpeg.check(av_frame_make_writable(frame), "write to a sound frame");
        copy(left, 0);
        if (frame.ch_layout().nb_channels() > 1) {
            copy(right, 1);
        }
        frame.pts(pts);
        FFmpeg.check(avcodec_send_frame(context, frame), "encode sound");
        while (true) {
            av_packet_unref(packet);
            int result = avcodec_receive_packet(context, packet);
            if (FFmpeg.isAgain(result)) {
                return;
            }
            FFmpeg.check(result, "get encoded sound");
            out.packet(packet);
        }
    }

    private void copy(float[] samples, int channel) {
        BytePointer data = frame.data(channel);
        try (FloatPointer floats = new FloatPointer(data)) {
            floats.put(samples, 0, FRAME_SAMPLES);
        }
    }

    /** Takes out what is left: the encoder warns of it otherwise. */
    private void drain() {
        avcodec_send_frame(context, null);
        do {
            av_packet_unref(packet);
        } while (avcodec_receive_packet(context, packet) >= 0);
    }
}
