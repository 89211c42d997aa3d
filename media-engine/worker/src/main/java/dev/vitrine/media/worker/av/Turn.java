package dev.vitrine.media.worker.av;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** How a picture is to be turned to be seen upright: phones film lying and write the rest into the file. */
public enum Turn {
    /** As it is. */
    NONE,
    /** By 90° clockwise. */
    RIGHT,
    /** By 180°. */
    HALF,
    /** By 90° counter-clockwise. */
    LEFT;

    private static final int MATRIX_INTS = 9;

    /** What a stream's display matrix asks for; mirroring and odd angles are not followed. */
    public static Turn of(AVCodecParameters stream) {
        if (stream.nb_coded_side_data() == 0) {
            return NONE;
        }
        AVPacketSideData matrix = av_packet_side_data_get(
                stream.coded_side_data(), stream.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull() || matrix.size() < MATRIX_INTS * Integer.BYTES) {
            return NONE;
        }
        byte[] bytes = new byte[MATRIX_INTS * Integer.BYTES];
        matrix.data().get(bytes);
        int[] values = new int[MATRIX_INTS];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().get(values);
        long clockwise = Math.floorMod(-Math.round(av_display_rotation_get(values)), 360L);
        return switch ((int) clockwise) {
            case 90 -> RIGHT;
            case 180 -> HALF;
            case 270 -> LEFT;
            default -> NONE;
        };
    }

    /** Whether width and height change places. */
    public boolean isSideways() {
        return this == RIGHT || this == LEFT;
    }

    /** Turns a picture of 4:2:0, with its chroma planes apart or interleaved, into one that has its buffers. */
    void turn(AVFrame from, AVFrame to) {
        plane(from, to, 0, from.width(), from.height(), 1);
        if (from.format() == AV_PIX_FMT_NV12) {
            plane(from, to, 1, from.width() / 2, from.height() / 2, 2);
        } else {
            plane(from, to, 1, from.width() / 2, from.height() / 2, 1);
            plane(from, to, 2, from.width() / 2, from.height() / 2, 1);
        }
    }

    private void plane(AVFrame from, AVFrame to, int plane, int width, int height, int sampleBytes) {
        byte[] lying = new byte[width * height * sampleBytes];
        BytePointer in = from.data(plane);
        for (int row = 0; row < height; row++) {
            in.position((long) row * from.linesize(plane)).get(lying, row * width * sampleBytes, width * sampleBytes);
        }
        byte[] line = new byte[(isSideways() ? height : width) * sampleBytes];
        int lines = isSideways() ? width : height;
        BytePointer out = to.data(plane);
        for (int y = 0; y < lines; y++) {
            int first = switch (this) {
                case NONE -> y * width;
                case RIGHT -> (height - 1) * width + y;
                case HALF -> (height - y) * width - 1;
                case LEFT -> width - 1 - y;
            };
            int step = switch (this) {
                case NONE -> 1;
                case RIGHT -> -width;
                case HALF -> -1;
                case LEFT -> width;
            };
            for (int x = 0, at = first; x < line.length; x += sampleBytes, at += step) {
                for (int i = 0; i < sampleBytes; i++) {
                    line[x + i] = lying[at * sampleBytes + i];
                }
            }
            out.position((long) y * to.linesize(plane)).put(line, 0, line.length);
        }
    }
}
