package dev.vitrine.media.worker.still;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import dev.vitrine.media.worker.av.VideoDecoder;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** Turns one key frame of H.264, HEVC or AV1 into a JPEG. Stateless; each call owns and frees all it needs. */
public final class Thumbnails {
    /** The largest picture that is decoded, 4096×2304: a hostile SPS may claim any size. */
    private static final long MAX_PIXELS = 4096L * 2304;

    private static final int MIN_WIDTH = 16;
    private static final int MAX_WIDTH = 1920;
    /** libavcodec's scale from 1, best, to 31; 4 is hard to tell from the source at this size. */
    private static final int QUALITY = 4;

    /** From this height on a stream that does not say is taken for BT.709. */
    private static final int HD_LINES = 720;

    /** The shortest record there is, that of AV1. */
    private static final int CONFIG_HEADER_BYTES = 4;

    private Thumbnails() {}

    /**
     * A picture as a file.
     *
     * @param jpeg the file's bytes
     */
    public record Jpeg(int width, int height, byte[] jpeg) {}

    /**
     * Decodes, scales and encodes one picture.
     *
     * @param fourCc {@code avc1}, {@code hvc1} or {@code av01}
     * @param config the configuration record of its box in ISO base media
     * @param sample one sample that decoding can start at
     * @param maxWidth widest result; the picture is never scaled up
     * @throws AvException if the bytes hold no picture, or the deadline passes
     */
    public static Jpeg of(String fourCc, byte[] config, byte[] sample, int maxWidth, Deadline deadline)
            throws AvException {
        if (config.length < CONFIG_HEADER_BYTES || sample.length == 0) {
            throw new AvException("The thumbnail's key frame comes without its configuration record.");
        }
        try (NativeArena arena = new NativeArena()) {
            AVFrame picture = decode(arena, VideoDecoder.find(fourCc), config, sample);
            deadline.check();
            int width = Math.min(picture.width(), Math.clamp(maxWidth, MIN_WIDTH, MAX_WIDTH)) & ~1;
            int height = Math.max(2, (int) Math.round((double) width * picture.height() / picture.width()) & ~1);
            AVFrame scaled = scale(arena, picture, width, height);
            deadline.check();
            return new Jpeg(width, height, encode(arena, scaled));
        }
    }

    private static AVFrame decode(NativeArena arena, AVCodec codec, byte[] config, byte[] sample) throws AvException {
        AVCodecContext decoder = arena.own("a decoder", avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        decoder.thread_count(1);
        decoder.max_pixels(MAX_PIXELS);
        Pointer extradata = av_mallocz(config.length + (long) AV_INPUT_BUFFER_PADDING_SIZE);
        if (extradata == null) {
            throw new AvException("FFmpeg could not allocate a decoder's header.");
        }
        // The context owns it from here and frees it.
        decoder.extradata(new org.bytedeco.javacpp.BytePointer(extradata).capacity(config.length));
        decoder.extradata().put(config, 0, config.length);
        decoder.extradata_size(config.length);
        FFmpeg.check(
                avcodec_open2(decoder, (AVCodec) null, (AVDictionary) null),
                "open the decoder with this configuration record");

        AVPacket packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
        FFmpeg.check(av_new_packet(packet, sample.length), "allocate a packet");
        packet.data().put(sample, 0, sample.length);
        packet.flags(packet.flags() | AV_PKT_FLAG_KEY);
        AVFrame picture = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
        FFmpeg.check(avcodec_send_packet(decoder, packet), "decode the key frame");
        avcodec_send_packet(decoder, null);
        FFmpeg.check(avcodec_receive_frame(decoder, picture), "get a picture out of the key frame");
        if (picture.width() < 2 || picture.height() < 2) {
            throw new AvException("The key frame's picture has no size.");
        }
        return picture;
    }

    private static AVFrame scale(NativeArena arena, AVFrame picture, int width, int height) throws AvException {
        // The old full-range formats are the same bytes; the range is told apart.
        int from = picture.format() == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : picture.format();
        SwsContext scaler = arena.own(
                "a scaler",
                sws_getContext(
                        picture.width(),
                        picture.height(),
                        from,
                        width,
                        height,
                        AV_PIX_FMT_YUV420P,
                        SWS_AREA,
                        null,
                        null,
                        (DoublePointer) null),
                s -> sws_freeContext(s));
        // JPEG's samples span the whole range, the stream's usually not; the matrix is BT.601 by JFIF, either way.
        FFmpeg.check(
                sws_setColorspaceDetails(
                        scaler,
                        sws_getCoefficients(picture.height() >= HD_LINES ? SWS_CS_ITU709 : SWS_CS_ITU601),
                        picture.color_range() == AVCOL_RANGE_JPEG ? 1 : 0,
                        sws_getCoefficients(SWS_CS_ITU601),
                        1,
                        0,
                        1 << 16,
                        1 << 16),
                "set the picture's colours");
        AVFrame scaled = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
        scaled.width(width);
        scaled.height(height);
        scaled.format(AV_PIX_FMT_YUV420P);
        scaled.color_range(AVCOL_RANGE_JPEG);
        FFmpeg.check(av_frame_get_buffer(scaled, 0), "allocate a picture");
        FFmpeg.check(
                sws_scale(
                        scaler,
                        picture.data(),
                        picture.linesize(),
                        0,
                        picture.height(),
                        scaled.data(),
                        scaled.linesize()),
                "scale the picture");
        return scaled;
    }

    private static byte[] encode(NativeArena arena, AVFrame picture) throws AvException {
        AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
        AVCodecContext encoder = arena.own("an encoder", avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        encoder.width(picture.width());
        encoder.height(picture.height());
        encoder.pix_fmt(AV_PIX_FMT_YUV420P);
        encoder.color_range(AVCOL_RANGE_JPEG);
        encoder.time_base(FFmpeg.rational(1, 25));
        encoder.thread_count(1);
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_QSCALE);
        encoder.global_quality(QUALITY * FF_QP2LAMBDA);
        FFmpeg.check(avcodec_open2(encoder, codec, (AVDictionary) null), "open the JPEG encoder");
        picture.quality(QUALITY * FF_QP2LAMBDA);
        picture.pts(0);
        AVPacket packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
        FFmpeg.check(avcodec_send_frame(encoder, picture), "encode the JPEG");
        FFmpeg.check(avcodec_receive_packet(encoder, packet), "get the JPEG");
        byte[] jpeg = new byte[packet.size()];
        packet.data().get(jpeg);
        return jpeg;
    }
}
