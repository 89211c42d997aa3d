package dev.vitrine.media.worker.slate;

import dev.vitrine.media.wire.Message;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.av.AudioEncoder;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.H264;
import dev.vitrine.media.worker.av.NativeArena;
import dev.vitrine.media.worker.av.VideoEncoder;
import dev.vitrine.media.worker.av.Yuv;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Makes a slate: {@link SlatePicture}s encoded once, with silence of the same length, to be repeated for as long as the
 * publisher is away.
 */
public final class Slate {
    private static final int MAX_SIDE = 4_096;
    private static final int MAX_FRAMES = 300;
    private static final int SILENCE_KBPS = 32;

    private Slate() {}

    /** Gets the answers, in order. */
    public interface Output {
        /** Called by the thread that makes the slate. */
        void send(Message message) throws IOException;
    }

    /**
     * Makes one, as the request says.
     *
     * @throws AvException if the request is beyond reason or the deadline passes
     */
    public static void make(Request.MakeSlate wanted, Deadline deadline, Output output) throws IOException {
        int width = wanted.width() & ~1;
        int height = wanted.height() & ~1;
        if (width < 16 || height < 16 || width > MAX_SIDE || height > MAX_SIDE) {
            throw new AvException("A slate of " + width + "×" + height + " is not made.");
        }
        int fps = Math.clamp(wanted.fps(), 1, 60);
        int frames = Math.clamp(wanted.frames(), 1, MAX_FRAMES);
        try (NativeArena arena = new NativeArena()) {
            VideoEncoder video = new VideoEncoder(arena, width, height, fps, frames, wanted.kbps(), 1);
            boolean silence = wanted.sampleRate() > 0;
            byte[] asc = new byte[0];
            AudioEncoder audio = null;
            int channels = Math.clamp(wanted.channels(), 1, 2);
            if (silence) {
                audio = new AudioEncoder(arena, wanted.sampleRate(), channels, SILENCE_KBPS);
                asc = audio.extradata();
            }
            output.send(new Response.DemoConfig(
                    wanted.id(), H264.avcC(video.extradata()), asc, width, height, fps, wanted.sampleRate(), channels));
            SlatePicture picture = new SlatePicture(width, height, wanted.title(), wanted.line());
            Yuv yuv = Yuv.allocate(width, height);
            for (int i = 0; i < frames; i++) {
                deadline.check();
                yuv.fill(picture.at((double) i / frames));
                AVPacket packet = video.encode(yuv, i);
                byte[] bytes = new byte[packet.size()];
                packet.data().get(bytes);
                long us = i * 1_000_000L / fps;
                output.send(new Response.DemoPacket(wanted.id(), true, i == 0, us, us, H264.sample(bytes)));
            }
            if (audio != null) {
                silence(wanted, frames * 1_000_000L / fps, audio, output);
            }
        }
    }

    private static void silence(Request.MakeSlate wanted, long untilUs, AudioEncoder audio, Output output)
            throws IOException {
        float[] nothing = new float[AudioEncoder.FRAME_SAMPLES];
        IOException[] failed = new IOException[1];
        long samples = untilUs * wanted.sampleRate() / 1_000_000;
        for (long at = 0; at <= samples + AudioEncoder.FRAME_SAMPLES; at += AudioEncoder.FRAME_SAMPLES) {
            audio.encode(nothing, nothing, at, packet -> {
                if (packet.pts() < 0 || packet.pts() >= samples) {
                    return; // the encoder's priming, and what would reach beyond the pictures
                }
                byte[] bytes = new byte[packet.size()];
                packet.data().get(bytes);
                long us = packet.pts() * 1_000_000 / wanted.sampleRate();
                try {
                    output.send(new Response.DemoPacket(wanted.id(), false, true, us, us, bytes));
                } catch (IOException gone) {
                    failed[0] = gone;
                }
            });
            if (failed[0] != null) {
                throw failed[0];
            }
        }
    }
}
