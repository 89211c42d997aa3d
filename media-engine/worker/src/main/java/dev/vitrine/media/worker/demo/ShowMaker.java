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
    /** What an unhurried maker leaves to others after each picture. */
    private static final int PAUSE_MS = 40;
    /** With fewer packets ahead than this, pictures are drawn coarsely, in half the time. */
    private static final int SHORT = 24;
    /** With fewer than this, pictures are not drawn at all but shown again. */
    private static final int VERY_SHORT = 6;
    /** At most so many times in a row. */
    private static final int MAX_REPEATS = 14;
    /** More poor pictures than this make the tape one to be replaced. */
    private static final int MAX_POOR = 60;
    /**
     * Sound from before the loop's start that is encoded first and thrown away: the first frame kept then overlaps with
     * the loop's own end, as it does each time round.
     */
    private static final int WARM_UP_FRAMES = 4;

    private final Show.Format format;
    private final ShowTape tape;
    private final boolean unhurried;
    private final Deadline deadline;
    private volatile int poor;

    /**
     * A maker at the start.
     *
     * @param unhurried whether nobody waits for the tape: every picture is drawn at its best, with pauses between
     */
    ShowMaker(Show.Format format, ShowTape tape, boolean unhurried, Deadline deadline) {
        this.format = format;
        this.tape = tape;
        this.unhurried = unhurried;
        this.deadline = deadline;
    }

    /** Whether the tape is good enough to be kept; known once {@link #run} has returned. */
    boolean isGood() {
        return poor <= MAX_POOR;
    }

    /** Works until the tape is complete or the deadline cancelled. A failure is told to the tape. */
    void run() {
        BlockingQueue<int[]> free = new LinkedBlockingQueue<>();
        BlockingQueue<int[]> drawn = new LinkedBlockingQueue<>();
        CompletableFuture<Music> music = new CompletableFuture<>();
        for (int i = 0; i < PICTURES; i++) {
            free.add(new int[format.width() * format.height()]);
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

    private void paint(BlockingQueue<int[]> free, BlockingQueue<int[]> drawn) {
        try {
            ShopWindow window = new ShopWindow(format);
            int[] last = new int[0];
            int repeats = 0;
            for (int frame = 0; frame < format.frames() && !deadline.over(); frame++) {
                int[] picture = free.take();
                int ahead = unhurried ? Integer.MAX_VALUE : tape.ahead();
                // Late pictures would stall every viewer; the one before, shown again, only halts the motion.
                if (ahead > VERY_SHORT || frame == 0 || repeats == MAX_REPEATS) {
                    boolean fine = ahead > SHORT || unhurried;
                    last = window.paint(frame, fine);
                    repeats = 0;
                    poor += fine ? 0 : 1;
                } else {
                    repeats++;
                    poor++;
                }
                System.arraycopy(last, 0, picture, 0, picture.length);
                drawn.add(picture);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            tape.fail(new AvException("The demonstration could not be drawn: " + e + "."));
        }
    }

    private void encode(
            NativeArena arena, BlockingQueue<int[]> free, BlockingQueue<int[]> drawn, CompletableFuture<Music> music)
            throws Exception {
        VideoEncoder video = new VideoEncoder(
                arena, format.width(), format.height(), format.fps(), format.gopFrames(), format.videoKbps(), 1);
        AudioEncoder audio = new AudioEncoder(arena, Show.SAMPLE_RATE, format.audioKbps());
        tape.header(new ShowTape.Header(H264.avcC(video.extradata()), audio.extradata()));
        Yuv picture = Yuv.allocate(format.width(), format.height());
        SoundTrack sound = new SoundTrack(audio, music);
        for (int frame = 0; frame < format.frames(); frame++) {
            long timeUs = frame * 1_000_000L / format.fps();
            int[] pixels = next(drawn);
            picture.fill(pixels);
            free.add(pixels);
            AVPacket packet = video.encode(picture, frame);
            boolean key = (packet.flags() & org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY) != 0;
            tape.add(new ShowPacket(true, key, timeUs, H264.sample(bytes(packet))));
            sound.encodeUntil((frame + 1) * 1_000_000L / format.fps());
            if (unhurried) {
                Thread.sleep(PAUSE_MS);
            } else {
                tape.awaitPlayer(PACKETS_AHEAD);
            }
            deadline.check();
        }
    }

    private int[] next(BlockingQueue<int[]> drawn) throws Exception {
        while (true) {
            int[] picture = drawn.poll(100, TimeUnit.MILLISECONDS);
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
        private final CompletableFuture<Music> music;
        private final float[] left = new float[AudioEncoder.FRAME_SAMPLES];
        private final float[] right = new float[AudioEncoder.FRAME_SAMPLES];
        private int given = -WARM_UP_FRAMES;
        private int kept;

        SoundTrack(AudioEncoder encoder, CompletableFuture<Music> music) {
            this.encoder = encoder;
            this.music = music;
        }

        /** Puts every frame on the tape that begins before a time. At first waits for the music to be there. */
        void encodeUntil(long timeUs) throws Exception {
            Music ready = music.get();
            while (kept < FRAMES && timeUs(kept) < timeUs) {
                long pts = (long) given * AudioEncoder.FRAME_SAMPLES;
                ready.read(pts, left, right);
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
