package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swresample.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Decodes a file's sound to stereo at one sample rate, whatever it is in the file. Lives in an arena and on its thread.
 */
public final class SoundDecoder {
    /** The largest sample that mixing down several channels may give, so that it does not clip. */
    private static final double FULL_SCALE = 1;

    private final AVCodecContext decoder;
    private final SwrContext resampler;
    private final AVFrame frame;
    private final AVFrame stereo;
    private final int sampleRate;
    private final int timeNumerator;
    private final int timeDenominator;

    /** Gets what is heard. */
    public interface Samples {
        /**
         * Samples of both channels, as many of each.
         *
         * @param ptsUs when the first is heard, in the file's time; {@link Long#MIN_VALUE} if the file does not say
         */
        void samples(float[] left, float[] right, long ptsUs) throws IOException;
    }

    /** Opens a decoder of a stream. */
    public SoundDecoder(NativeArena arena, AVCodec codec, AVStream stream, int sampleRate) throws AvException {
        this.sampleRate = sampleRate;
        timeNumerator = stream.time_base().num();
        timeDenominator = stream.time_base().den();
        decoder = arena.own("a decoder", avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        FFmpeg.check(avcodec_parameters_to_context(decoder, stream.codecpar()), "read the sound's parameters");
        decoder.thread_count(1);
        decoder.pkt_timebase(stream.time_base());
        decoder.log_level_offset(FFmpeg.SILENT);
        FFmpeg.check(
                avcodec_open2(decoder, (AVCodec) null, (AVDictionary) null), "open the decoder of the file's sound");
        resampler = arena.own("a resampler", swr_alloc(), s -> swr_free(s));
        av_opt_set_double(resampler, "rematrix_maxval", FULL_SCALE, 0);
        frame = arena.own("a sound frame", av_frame_alloc(), f -> av_frame_free(f));
        stereo = arena.own("a sound frame", av_frame_alloc(), f -> av_frame_free(f));
    }

    /** Decodes a packet; what is broken gives nothing and no error. */
    public void decode(AVPacket packet, Samples samples) throws IOException {
        int sent = avcodec_send_packet(decoder, packet);
        if (sent >= 0 || FFmpeg.isAgain(sent)) {
            drain(samples);
        }
    }

    /** Gives what is held back. */
    public void flush(Samples samples) throws IOException {
        avcodec_send_packet(decoder, null);
        drain(samples);
    }

    private void drain(Samples samples) throws IOException {
        while (avcodec_receive_frame(decoder, frame) >= 0) {
            give(samples);
            av_frame_unref(frame);
        }
    }

    private void give(Samples samples) throws IOException {
        if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
        }
        int converted = convert();
        if (converted == AVERROR_INPUT_CHANGED || converted == AVERROR_OUTPUT_CHANGED) {
            swr_close(resampler);
            converted = convert();
        }
        FFmpeg.check(converted, "bring the file's sound to stereo");
        int count = stereo.nb_samples();
        if (count > 0) {
            long pts = frame.best_effort_timestamp();
            long ptsUs = pts == AV_NOPTS_VALUE() ? Long.MIN_VALUE : FFmpeg.micros(pts, timeNumerator, timeDenominator);
            samples.samples(channel(0, count), channel(1, count), ptsUs);
        }
    }

    private int convert() {
        av_frame_unref(stereo);
        stereo.format(AV_SAMPLE_FMT_FLTP);
        stereo.sample_rate(sampleRate);
        av_channel_layout_default(stereo.ch_layout(), 2);
        return swr_convert_frame(resampler, stereo, frame);
    }

    private float[] channel(int channel, int count) {
        float[] values = new float[count];
        try (FloatPointer floats = new FloatPointer(stereo.data(channel))) {
            floats.get(values);
        }
        return values;
    }
}
