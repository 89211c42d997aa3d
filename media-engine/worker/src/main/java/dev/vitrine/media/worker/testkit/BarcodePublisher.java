package dev.vitrine.media.worker.testkit;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.worker.av.AudioEncoder;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.NativeArena;
import dev.vitrine.media.worker.av.VideoEncoder;
import dev.vitrine.media.worker.av.Yuv;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * A publisher for latency measurements: each picture carries the {@link Barcode} of the moment it was drawn, just
 * before it is encoded, and goes out in the same breath. A beep sounds and the square at the bottom lights up for the
 * first tenth of each second, to compare picture and sound.
 *
 * <pre>
 * java -cp … dev.vitrine.media.worker.testkit.BarcodePublisher --url rtmp://127.0.0.1:1935/live/KEY --seconds 30
 * </pre>
 *
 * <p>Further options: {@code --width 1280 --height 720 --fps 30 --gop 30 --kbps 2500 --audio true}. Prints
 * {@code publishing} on standard output once connected and a line of figures at the end; exits 1 with a sentence on
 * standard error if the server refuses it or goes away.
 */
public final class BarcodePublisher {
    private static final int SAMPLE_RATE = 48_000;
    private static final int AUDIO_KBPS = 96;
    private static final double BEEP_HZ = 1000;
    private static final float BEEP_LEVEL = 0.2f;

    private final Map<String, String> options;
    private final int width;
    private final int height;
    private final int fps;

    private BarcodePublisher(Map<String, String> options) {
        this.options = options;
        this.width = number("width", 1280);
        this.height = number("height", 720);
        this.fps = number("fps", 30);
    }

    /** Publishes until the time is over. */
    public static void main(String[] arguments) {
        FFmpeg.configure();
        try {
            new BarcodePublisher(parse(arguments)).publish();
        } catch (AvException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> parse(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("Options are \"--name value\"; \"" + arguments[i] + "\" is not.");
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        if (!options.containsKey("url")) {
            throw new IllegalArgumentException("Say where to publish: \"--url rtmp://HOST:PORT/live/KEY\".");
        }
        return options;
    }

    private int number(String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, String.valueOf(otherwise)));
    }

    private void publish() throws AvException, InterruptedException {
        String url = String.valueOf(options.get("url"));
        int seconds = number("seconds", 0);
        FFmpeg.load();
        try (NativeArena arena = new NativeArena()) {
            VideoEncoder video =
                    new VideoEncoder(arena, width, height, fps, number("gop", 30), number("kbps", 2500), 1);
            AudioEncoder audio = new AudioEncoder(arena, SAMPLE_RATE, AUDIO_KBPS);
            boolean withAudio = Boolean.parseBoolean(options.getOrDefault("audio", "true"));

            AVFormatContext output = new AVFormatContext(null);
            FFmpeg.check(avformat_alloc_output_context2(output, null, "flv", url), "make an FLV stream");
            arena.own("an FLV stream", output, o -> avformat_free_context(o));
            output.flags(output.flags() | AVFormatContext.AVFMT_FLAG_FLUSH_PACKETS);
            AVStream videoOut = stream(output, video.context());
            Sound sound = withAudio ? new Sound(audio, output, stream(output, audio.context())) : null;
            connect(arena, output, url);
            System.out.println("publishing");
            System.out.flush();

            Yuv picture = Yuv.allocate(width, height);
            long frames = seconds == 0 ? Long.MAX_VALUE : (long) seconds * fps;
            long start = System.nanoTime();
            long late = 0;
            long worstEncodeNanos = 0;
            for (long frame = 0; frame < frames; frame++) {
                long due = start + TimeUnit.SECONDS.toNanos(frame) / fps;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                } else if (wait < -TimeUnit.SECONDS.toNanos(1) / fps) {
                    late++;
                }
                draw(picture, frame);
                Barcode.draw(picture, System.currentTimeMillis());
                long before = System.nanoTime();
                AVPacket packet = video.encode(picture, frame);
                worstEncodeNanos = Math.max(worstEncodeNanos, System.nanoTime() - before);
                write(output, packet, video.context(), videoOut);
                if (sound != null) {
                    sound.until(frame + 1);
                }
            }
            av_write_trailer(output);
            System.out.printf("frames=%d late=%d worstEncodeMs=%.1f%n", frames, late, worstEncodeNanos / 1_000_000.0);
        }
    }

    private static AVStream stream(AVFormatContext output, AVCodecContext codec) throws AvException {
        AVStream stream = avformat_new_stream(output, null);
        FFmpeg.check(avcodec_parameters_from_context(stream.codecpar(), codec), "describe a stream");
        stream.time_base(codec.time_base());
        return stream;
    }

    private static void connect(NativeArena arena, AVFormatContext output, String url) throws AvException {
        AVDictionary options = new AVDictionary(null);
        arena.onClose(() -> av_dict_free(options));
        av_dict_set(options, "tcp_nodelay", "1", 0);
        av_dict_set(options, "flvflags", "no_duration_filesize", 0);
        AVIOContext io = new AVIOContext(null);
        FFmpeg.check(avio_open2(io, url, AVIO_FLAG_WRITE, null, options), "connect to the server");
        arena.onClose(() -> avio_closep(io));
        output.pb(io);
        FFmpeg.check(avformat_write_header(output, options), "begin the stream");
    }

    private static void write(AVFormatContext output, AVPacket packet, AVCodecContext codec, AVStream stream)
            throws AvException {
        packet.stream_index(stream.index());
        av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
        FFmpeg.check(av_write_frame(output, packet), "send a packet; has the server closed the connection?");
    }

    /** A grey slope, a bar that wanders, and the square that lights up with the beep. */
    private void draw(Yuv picture, long frame) {
        byte[] luma = picture.y();
        int bar = (int) (frame * 8 % width);
        boolean lit = frame % fps < fps / 10.0;
        for (int y = 0; y < height; y++) {
            int row = y * width;
            for (int x = 0; x < width; x++) {
                luma[row + x] = (byte) (40 + x * 60 / width + y * 60 / height);
            }
            for (int x = bar; x < Math.min(width, bar + 24); x++) {
                luma[row + x] = (byte) 180;
            }
        }
        int side = height / 6;
        for (int y = height - side; y < height; y++) {
            java.util.Arrays.fill(
                    luma, y * width + (width - side) / 2, y * width + (width + side) / 2, (byte) (lit ? 235 : 16));
        }
        java.util.Arrays.fill(picture.u(), (byte) 140);
        java.util.Arrays.fill(picture.v(), (byte) 118);
    }

    /** The beeps' way to the server. */
    private final class Sound {
        private final AudioEncoder encoder;
        private final AVFormatContext output;
        private final AVStream stream;
        private final float[] samples = new float[AudioEncoder.FRAME_SAMPLES];
        private long given;

        Sound(AudioEncoder encoder, AVFormatContext output, AVStream stream) {
            this.encoder = encoder;
            this.output = output;
            this.stream = stream;
        }

        /** Sends what belongs to the pictures before one. */
        void until(long frame) throws AvException {
            long end = frame * SAMPLE_RATE / fps;
            while (given + AudioEncoder.FRAME_SAMPLES <= end) {
                for (int i = 0; i < samples.length; i++) {
                    long at = given + i;
                    boolean on = at % SAMPLE_RATE < SAMPLE_RATE / 10;
                    samples[i] = on ? (float) (BEEP_LEVEL * Math.sin(2 * Math.PI * BEEP_HZ * at / SAMPLE_RATE)) : 0;
                }
                encoder.encode(samples, samples, given, packet -> {
                    // The first packet is the encoder's priming, from before the start.
                    if (packet.pts() >= 0) {
                        write(output, packet, encoder.context(), stream);
                    }
                });
                given += AudioEncoder.FRAME_SAMPLES;
            }
        }
    }
}
