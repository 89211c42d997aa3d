package dev.vitrine.media.worker.demo;

import dev.vitrine.media.worker.av.AudioEncoder;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.H264;
import dev.vitrine.media.worker.av.NativeArena;
import dev.vitrine.media.worker.av.VideoEncoder;
import dev.vitrine.media.worker.av.Yuv;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Draws, plays and encodes the loop once, onto a tape. Uses three threads while it works: one draws, one plays the
 * music, the caller's encodes.
 */
final class ShowMaker {
    /** Pictures that may wait for the encoder. */
    private static final int PICTURES = 3;
    /** How far the tape may run ahead of its player: work is spread over the loop, yet a hiccup is not seen. */
    private static final int PACKETS_AHEAD = 150;
    /**
     * Sound from before the loop's start that is encoded first and thrown away: the first frame kept then overlaps with
     * the loop's own end, as it does each time round.
     */
    private static final int WARM_UP_FRAMES = 4;

    private final Show.Format format;
    private final ShowTape tape;
    private final Deadline deadline;

    ShowMaker(Show.Format format, ShowTape tape, Deadline deadline) {
        this.format = format;
        this.tape = tape;
        this.deadline = deadline;
    }

    /** Works until the tape is complete or the deadline cancelled. A failure is told to the tape. */
    void run() {
        BlockingQueue<Yuv> free = new LinkedBlockingQueue<>();
        BlockingQueue<Yuv> drawn = new LinkedBlockingQueue<>();
        CompletableFuture<Music> music = new CompletableFuture<>();
        for (int i = 0; i < PICTURES; i++) {
            free.add(Yuv.allocate(format.width(), format.height()));
        }
        Thread musician = start("demo-music", () -> play(music));
        Thread painter = start("demo-painter", () -> paint(free, drawn));
        try (NativeArena arena = new NativeArena()) {
            encode(arena, free, drawn, music);
            tape.complete();
        } catch (InterruptedException e) {
            tape.fail(e);
        } catch (Exception e) {
            tape.fail(e);
        } finally {
            painter.interrupt();
            musician.interrupt();
        }
    }

    private static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    private static void play(CompletableFuture<Music> music) {
        try {
            music.complete(Music.compose());
        } catch (RuntimeException | OutOfMemoryError e) {
            music.completeExceptionally(e);
        }
    }

    private void paint(BlockingQueue<Yuv> free, BlockingQueue<Yuv> drawn) {
        try {
            ShopWindow window = new ShopWindow(format);
            for (int frame = 0; frame < format.frames() && !deadline.over(); frame++) {
                Yuv picture = free.take();
                picture.fill(window.paint(frame));
                drawn.add(picture);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            tape.fail(new AvException("The demonstration could not be drawn: " + e + "."));
        }
    }

    private void encode(
            NativeArena arena, BlockingQueue<Yuv> free, BlockingQueue<Yuv> drawn, CompletableFuture<Music> music)
            throws Exception {
        VideoEncoder video = new VideoEncoder(
                arena, format.width(), format.height(), format.fps(), format.gopFrames(), format.videoKbps(), 1);
        AudioEncoder audio = new AudioEncoder(arena, Show.SAMPLE_RATE, format.audioKbps());
        tape.header(new ShowTape.Header(H264.avcC(video.extradata()), audio.extradata()));
        SoundTrack sound = new SoundTrack(audio, music.get());
        for (int frame = 0; frame < format.frames(); frame++) {
            long timeUs = frame * 1_000_000L / format.fps();
            Yuv picture = next(drawn);
            AVPacket packet = video.encode(picture, frame);
            free.add(picture);
            boolean key = (packet.flags() & org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY) != 0;
            tape.add(new ShowPacket(true, key, timeUs, H264.sample(bytes(packet))));
            sound.encodeUntil((frame + 1) * 1_000_000L / format.fps());
            tape.awaitPlayer(PACKETS_AHEAD);
            deadline.check();
        }
    }

    private Yuv next(BlockingQueue<Yuv> drawn) throws Exception {
        while (true) {
            Yuv picture = drawn.poll(100, TimeUnit.MILLISECONDS);
            if (picture != null) {
                return picture;
            }
            deadline.check();
            tape.checkFailure();
        }
    }

    private static byte[] bytes(AVPacket packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        return bytes;
    }

    /** The music's way through the encoder onto the tape. */
    private final class SoundTrack {
        private static final int FRAMES = Show.LOOP_SECONDS * Show.SAMPLE_RATE / AudioEncoder.FRAME_SAMPLES;

        private final AudioEncoder encoder;
        private final Music music;
        private final float[] left = new float[AudioEncoder.FRAME_SAMPLES];
        private final float[] right = new float[AudioEncoder.FRAME_SAMPLES];
        private int given = -WARM_UP_FRAMES;
        private int kept;

        SoundTrack(AudioEncoder encoder, Music music) {
            this.encoder = encoder;
            this.music = music;
        }

        /** Puts every frame on the tape that begins before a time. */
        void encodeUntil(long timeUs) throws AvException {
            while (kept < FRAMES && timeUs(kept) < timeUs) {
                long pts = (long) given * AudioEncoder.FRAME_SAMPLES;
                music.read(pts, left, right);
                encoder.encode(left, right, pts, packet -> keep(packet));
                given++;
            }
        }

        private void keep(AVPacket packet) {
            if (packet.pts() >= 0 && kept < FRAMES) {
                tape.add(new ShowPacket(false, true, timeUs(kept), bytes(packet)));
                kept++;
            }
        }

        private static long timeUs(int frame) {
            return (long) frame * AudioEncoder.FRAME_SAMPLES * 1_000_000 / Show.SAMPLE_RATE;
        }
    }
}
