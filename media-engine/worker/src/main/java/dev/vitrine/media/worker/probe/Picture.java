package dev.vitrine.media.worker.probe;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import dev.vitrine.media.worker.av.VideoDecoder;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/** A key frame as a small grey picture, which is all that its figures need. */
final class Picture {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 54;

    /** Luma below this is black to the eye; the threshold of FFmpeg's blackdetect (0.10) in full range is 26. */
    private static final int BLACK = 32;

    private Picture() {}

    /**
     * Decodes a key frame.
     *
     * @throws AvException if it holds no picture
     */
    static byte[] grey(String fourCc, byte[] config, byte[] sample) throws IOException {
        byte[][] grey = new byte[1][];
        try (VideoDecoder decoder = new VideoDecoder(fourCc, config)) {
            VideoDecoder.Pictures take = picture -> grey[0] = scale(picture);
            decoder.decode(sample, true, 0, 0, take);
            decoder.flush(take);
        }
        if (grey[0] == null) {
            throw new AvException("The key frame holds no picture.");
        }
        return grey[0];
    }

    private static byte[] scale(AVFrame picture) throws AvException {
        try (NativeArena arena = new NativeArena()) {
            int format = picture.format() == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : picture.format();
            SwsContext scaler = arena.own(
                    "a scaler",
                    sws_getContext(
                            picture.width(),
                            picture.height(),
                            format,
                            WIDTH,
                            HEIGHT,
                            AV_PIX_FMT_GRAY8,
                            SWS_AREA,
                            null,
                            null,
                            (DoublePointer) null),
                    s -> sws_freeContext(s));
            AVFrame small = arena.own("a picture", av_frame_alloc(), f -> av_frame_free(f));
            small.width(WIDTH);
            small.height(HEIGHT);
            small.format(AV_PIX_FMT_GRAY8);
            FFmpeg.check(av_frame_get_buffer(small, 0), "allocate a picture");
            FFmpeg.check(
                    sws_scale(
                            scaler,
                            picture.data(),
                            picture.linesize(),
                            0,
                            picture.height(),
                            small.data(),
                            small.linesize()),
                    "scale a picture");
            byte[] grey = new byte[WIDTH * HEIGHT];
            for (int row = 0; row < HEIGHT; row++) {
                small.data(0).position((long) row * small.linesize(0)).get(grey, row * WIDTH, WIDTH);
            }
            return grey;
        }
    }

    static double luma(byte[] grey) {
        long sum = 0;
        for (byte pixel : grey) {
            sum += pixel & 255;
        }
        return sum / 255.0 / grey.length;
    }

    static double black(byte[] grey) {
        int black = 0;
        for (byte pixel : grey) {
            black += (pixel & 255) < BLACK ? 1 : 0;
        }
        return (double) black / grey.length;
    }

    static double change(byte[] grey, byte[] before) {
        long sum = 0;
        for (int i = 0; i < grey.length; i++) {
            sum += Math.abs((grey[i] & 255) - (before[i] & 255));
        }
        return sum / 255.0 / grey.length;
    }
}
