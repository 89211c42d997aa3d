package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Decodes one stretch of video. Opened, used and closed by one thread. */
public final class VideoDecoder implements AutoCloseable {
    /** The largest picture that is decoded, 4096×2304: a hostile SPS may claim any size. */
    private static final long MAX_PIXELS = 4096L * 2304;

    private final NativeArena arena = new NativeArena();
    private final AVCodecContext decoder;
    private final AVPacket packet;
    private final AVFrame frame;

    /** Gets a picture, which is valid only during the call. */
    public interface Pictures {
        /** An exception ends the decoding. */
        void picture(AVFrame picture) throws IOException;
    }

    /** Returns the decoder of a codec; AV1 by name, since the first one FFmpeg lists works in hardware alone. */
    public static AVCodec find(String fourCc) throws AvException {
        AVCodec codec = switch (fourCc) {
            case "avc1" -> avcodec_find_decoder(AV_CODEC_ID_H264);
            case "hvc1" -> avcodec_find_decoder(AV_CODEC_ID_HEVC);
            case "av01" -> avcodec_find_decoder_by_name("libaom-av1");
            default -> null;
        };
        if (codec == null) {
            throw new AvException("There is no decoder for pictures of \"" + fourCc + "\".");
        }
        return codec;
    }

    /**
     * Opens a decoder.
     *
     * @param fourCc codec: {@code avc1}, {@code hvc1} or {@code av01}
     * @param config the configuration record of its box in ISO base media
     */
    public VideoDecoder(String fourCc, byte[] config) throws AvException {
        this(find(fourCc), "open the decoder with this configuration record", decoder -> {
            // One thread: a second one would hold a picture back, and the rungs have threads of their own.
            decoder.thread_count(1);
            decoder.pkt_timebase(FFmpeg.rational(1, 1_000_000));
            Pointer extradata = av_mallocz(config.length + (long) AV_INPUT_BUFFER_PADDING_SIZE);
            if (extradata == null) {
                throw new AvException("FFmpeg could not allocate a decoder's header.");
            }
            // The context owns it from here and frees it.
            decoder.extradata(new BytePointer(extradata).capacity(config.length));
            decoder.extradata().put(config, 0, config.length);
            decoder.extradata_size(config.length);
        });
    }

    /**
     * Opens a decoder of a file's stream; its pictures have the stream's times.
     *
     * @param threads how many may decode side by side; each holds a picture back
     */
    public VideoDecoder(AVCodec codec, AVStream stream, int threads) throws AvException {
        this(codec, "open the decoder of the file's picture", decoder -> {
            FFmpeg.check(avcodec_parameters_to_context(decoder, stream.codecpar()), "read the picture's parameters");
            decoder.thread_count(threads);
            decoder.pkt_timebase(stream.time_base());
            decoder.log_level_offset(FFmpeg.SILENT);
        });
    }

    /** What is set before a decoder is opened. */
    private interface Settings {
        void on(AVCodecContext decoder) throws AvException;
    }

    private VideoDecoder(AVCodec codec, String what, Settings settings) throws AvException {
        boolean opened = false;
        try {
            decoder = arena.own("a decoder", avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
            settings.on(decoder);
            decoder.max_pixels(MAX_PIXELS);
            FFmpeg.check(avcodec_open2(decoder, (AVCodec) null, (AVDictionary) null), what);
            packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
            frame = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
            opened = true;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** Decodes a packet of the stream; what is broken gives no picture and no error. */
    public void decode(AVPacket of, Pictures pictures) throws IOException {
        int sent = avcodec_send_packet(decoder, of);
        if (sent >= 0 || FFmpeg.isAgain(sent)) {
            drain(pictures);
        }
    }

    /** From now on leaves out pictures that no other one refers to, or not. */
    public void hurry(boolean hurried) {
        decoder.skip_frame(hurried ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
    }

    /** Forgets what is held back; a key frame has to follow. */
    public void forget() {
        avcodec_flush_buffers(decoder);
    }

    /** Decodes an access unit; what is broken gives no picture and no error. */
    public void decode(byte[] payload, boolean key, long ptsUs, long dtsUs, Pictures pictures) throws IOException {
        av_packet_unref(packet);
        FFmpeg.check(av_new_packet(packet, payload.length), "allocate a packet");
        packet.data().put(payload, 0, payload.length);
        packet.pts(ptsUs);
        packet.dts(dtsUs);
        if (key) {
            packet.flags(packet.flags() | AV_PKT_FLAG_KEY);
        }
        int sent = avcodec_send_packet(decoder, packet);
        if (sent < 0 && !FFmpeg.isAgain(sent)) {
            return;
        }
        drain(pictures);
    }

    /** Gives the pictures that are held back for reordering. */
    public void flush(Pictures pictures) throws IOException {
        avcodec_send_packet(decoder, null);
        drain(pictures);
    }

    private void drain(Pictures pictures) throws IOException {
        while (avcodec_receive_frame(decoder, frame) >= 0) {
            pictures.picture(frame);
            av_frame_unref(frame);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
