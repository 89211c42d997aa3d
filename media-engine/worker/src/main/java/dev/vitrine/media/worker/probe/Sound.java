package dev.vitrine.media.worker.probe;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Decodes AAC and measures it. Stateless but for the loudness filters it is given. */
final class Sound {
    /** Samples from here on count as clipped: what a 16-bit encoder's input can hold at most. */
    private static final float FULL_SCALE = 32_766f / 32_768;

    private static final int MAX_CHANNELS = 8;

    private double peak;
    private long samples;
    private long clipped;
    private @Nullable Loudness loudness;

    /** Continues with the filters of the piece before, if there was one of the same shape. */
    Sound(@Nullable Loudness loudness) {
        this.loudness = loudness;
    }

    @Nullable
    Loudness loudness() {
        return loudness;
    }

    double peakDb() {
        return samples == 0 ? Double.NaN : 20 * Math.log10(peak);
    }

    double clipped() {
        return samples == 0 ? Double.NaN : (double) clipped / samples;
    }

    double lufs() {
        return loudness == null ? Double.NaN : loudness.take();
    }

    /** The first frame is decoded for what the second one overlaps with, and not measured. */
    void measure(byte[] asc, List<byte[]> frames) throws AvException {
        try (NativeArena arena = new NativeArena()) {
            AVCodecContext decoder = arena.own(
                    "a decoder",
                    avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_AAC)),
                    c -> avcodec_free_context(c));
            decoder.thread_count(1);
            Pointer extradata = av_mallocz(asc.length + (long) AV_INPUT_BUFFER_PADDING_SIZE);
            if (extradata == null) {
                throw new AvException("FFmpeg could not allocate a decoder's header.");
            }
            decoder.extradata(new BytePointer(extradata).capacity(asc.length));
            decoder.extradata().put(asc, 0, asc.length);
            decoder.extradata_size(asc.length);
            FFmpeg.check(avcodec_open2(decoder, (AVCodec) null, (AVDictionary) null), "open the AAC decoder");
            AVPacket packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
            AVFrame frame = arena.own("a sound frame", av_frame_alloc(), f -> av_frame_free(f));
            int decoded = 0;
            for (byte[] bytes : frames) {
                av_packet_unref(packet);
                FFmpeg.check(av_new_packet(packet, bytes.length), "allocate a packet");
                packet.data().put(bytes, 0, bytes.length);
                if (avcodec_send_packet(decoder, packet) < 0) {
                    continue; // a broken frame is the ingest's to tell of
                }
                while (avcodec_receive_frame(decoder, frame) >= 0) {
                    if (decoded++ > 0) {
                        add(frame);
                    }
                    av_frame_unref(frame);
                }
            }
        }
    }

    private void add(AVFrame frame) {
        int channels = Math.min(frame.ch_layout().nb_channels(), MAX_CHANNELS);
        if (frame.format() != AV_SAMPLE_FMT_FLTP || channels < 1) {
            return;
        }
        Loudness filters = loudness;
        if (filters == null) {
            filters = new Loudness(frame.sample_rate(), channels);
            loudness = filters;
        }
        float[] values = new float[frame.nb_samples()];
        for (int channel = 0; channel < channels; channel++) {
            BytePointer data = frame.data(channel);
            try (FloatPointer floats = new FloatPointer(data)) {
                floats.get(values);
            }
            for (float value : values) {
                float size = Math.abs(value);
                peak = Math.max(peak, size);
                clipped += size >= FULL_SCALE ? 1 : 0;
                filters.add(channel, value);
            }
            samples += values.length;
        }
    }
}
