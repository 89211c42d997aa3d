package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Decoded pictures of one size and format, scaled and encoded as H.264: one packet for each, no B-frames. Opened, used
 * and closed by one thread.
 */
public final class ScalingEncoder implements AutoCloseable {
    private final NativeArena arena = new NativeArena();
    private final H264Encoders.Shape shape;
    private final SwsContext scaler;
    private final H264Encoders.Opened encoder;
    private final Turn turn;
    private final AVFrame scaled;
    private final AVFrame turned;
    private final AVPacket packet;
    private boolean begun;

    /** Pictures as they come; {@code format} is FFmpeg's pixel format, {@code turn} how they come to stand upright. */
    public record Input(int width, int height, int format, Turn turn) {}

    /** Gets what is encoded. Called by the encoding thread; an exception ends the encoding. */
    public interface Output {
        /** Once, before the first packet, which is a key frame. */
        void begun(byte[] avcC) throws IOException;

        /** A picture with length-prefixed NAL units. */
        void packet(boolean key, long ptsUs, byte[] payload) throws IOException;
    }

    /**
     * Opens scaler and encoder.
     *
     * @param encoderName as {@link H264Encoders#open} takes it
     * @param shape of what comes out, upright
     * @throws AvException if no encoder opens, or such pictures cannot be scaled
     */
    public ScalingEncoder(String encoderName, Input input, H264Encoders.Shape shape) throws AvException {
        this.shape = shape;
        this.turn = input.turn;
        boolean opened = false;
        try {
            encoder = H264Encoders.open(arena, encoderName, shape);
            int format = input.format == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : input.format;
            scaler = arena.own(
                    "a scaler",
                    sws_getContext(
                            input.width,
                            input.height,
                            format,
                            turn.isSideways() ? shape.height() : shape.width(),
                            turn.isSideways() ? shape.width() : shape.height(),
                            encoder.context().pix_fmt(),
                            SWS_BICUBIC,
                            null,
                            null,
                            (DoublePointer) null),
                    s -> sws_freeContext(s));
            scaled = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
            turned = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
            packet = arena.own("a packet", av_packet_alloc(), p -> av_packet_free(p));
            opened = true;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /**
     * Has colours brought to those of ITU-R BT.709 in limited range; without this their numbers stay as they are.
     *
     * @param matrix of the pictures, FFmpeg's {@code AVCOL_SPC_…}
     * @param fullRange whether their black is 0 rather than 16
     */
    public void toBt709(int matrix, boolean fullRange) {
        // The numbers of AVCOL_SPC_ and SWS_CS_ are the same (libswscale/swscale.h).
        sws_setColorspaceDetails(
                scaler,
                sws_getCoefficients(matrix),
                fullRange ? 1 : 0,
                sws_getCoefficients(SWS_CS_ITU709),
                0,
                0,
                1 << 16,
                1 << 16);
    }

    /** The encoder's name in FFmpeg. */
    public String name() {
        return encoder.name();
    }

    /** Whether a packet has come out. */
    public boolean begun() {
        return begun;
    }

    /**
     * Encodes a picture, which stays the caller's.
     *
     * @param key whether decoding can start at it
     */
    public void encode(AVFrame picture, boolean key, long ptsUs, Output output) throws IOException {
        allocate(scaled, turn.isSideways());
        FFmpeg.check(
                sws_scale(
                        scaler,
                        picture.data(),
                        picture.linesize(),
                        0,
                        picture.height(),
                        scaled.data(),
                        scaled.linesize()),
                "scale a picture");
        AVFrame upright = scaled;
        if (turn != Turn.NONE) {
            allocate(turned, false);
            turn.turn(scaled, turned);
            upright = turned;
        }
        upright.pts(ptsUs);
        upright.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        FFmpeg.check(avcodec_send_frame(encoder.context(), upright), "encode a picture");
        while (true) {
            av_packet_unref(packet);
            int result = avcodec_receive_packet(encoder.context(), packet);
            if (FFmpeg.isAgain(result)) {
                return;
            }
            FFmpeg.check(result, "get an encoded picture");
            give(output);
        }
    }

    private void allocate(AVFrame frame, boolean sideways) throws AvException {
        av_frame_unref(frame);
        frame.width(sideways ? shape.height() : shape.width());
        frame.height(sideways ? shape.width() : shape.height());
        frame.format(encoder.context().pix_fmt());
        FFmpeg.check(av_frame_get_buffer(frame, 0), "allocate a picture");
    }

    private void give(Output output) throws IOException {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        if (!begun) {
            output.begun(avcC(bytes));
            begun = true;
        }
        boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        output.packet(key, packet.pts(), H264.sample(bytes));
    }

    /** From the codec's header; from the first packet for a device that has none. */
    private byte[] avcC(byte[] first) throws AvException {
        int size = encoder.context().extradata_size();
        if (size == 0) {
            return H264.avcC(first);
        }
        byte[] extradata = new byte[size];
        encoder.context().extradata().position(0).get(extradata);
        return H264.avcC(extradata);
    }

    @Override
    public void close() {
        avcodec_send_frame(encoder.context(), null);
        do {
            av_packet_unref(packet);
        } while (avcodec_receive_packet(encoder.context(), packet) >= 0);
        arena.close();
    }
}
