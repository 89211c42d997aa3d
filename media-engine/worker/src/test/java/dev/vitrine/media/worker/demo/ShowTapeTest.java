package dev.vitrine.media.worker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.Fragments;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.FFmpeg;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber.SampleMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encoded loop, made once at a small size for all the tests here. */
class ShowTapeTest {
    private static final Show.Format FORMAT = new Show.Format("", 160, 90, 5, 5, 100, 128);
    private static final int SOUND_FRAMES = 2250;
    private static final ShowTape tape = new ShowTape();

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws Exception {
        FFmpeg.load();
        ShowMaker maker = new ShowMaker(FORMAT, tape, false, Deadline.none());
        Thread thread = Thread.ofPlatform().start(maker::run);
        for (int i = 0; tape.packet(i).isPresent(); i++) {
            // A player that is always waiting.
        }
        thread.join();
    }

    @Test
    void tape_hasEveryPictureAndSoundFrameOnceInOrder() {
        List<ShowPacket> packets = tape.packets();
        List<ShowPacket> video = packets.stream().filter(ShowPacket::video).toList();
        List<ShowPacket> audio =
                packets.stream().filter(packet -> !packet.video()).toList();

        assertThat(video).hasSize(FORMAT.frames());
        assertThat(audio).hasSize(SOUND_FRAMES);
        for (int i = 0; i < video.size(); i++) {
            assertThat(video.get(i).timeUs()).isEqualTo(i * 200_000L);
            assertThat(video.get(i).key()).isEqualTo(i % 5 == 0);
        }
        for (int i = 0; i < audio.size(); i++) {
            assertThat(audio.get(i).timeUs()).isEqualTo(i * 1024_000_000L / 48_000);
        }
    }

    @Test
    void sound_playedTwice_isTheMusicAcrossTheSeamToo() throws Exception {
        Music music = Music.compose();
        float[] heard = decodedTwice();
        assertThat(heard).hasSize(2 * SOUND_FRAMES * 1024);
        long seam = SOUND_FRAMES * 1024L;

        double usual = error(music, heard, seam / 2, 8192);
        double atSeam = error(music, heard, seam - 4096, 8192);

        assertThat(usual).isLessThan(0.2);
        assertThat(atSeam)
                .as("share of the sound that is wrong around the seam")
                .isLessThan(2 * usual + 0.02);
        for (float sample : heard) {
            assertThat(Math.abs(sample)).as("peak after AAC").isLessThan(0.5f);
        }
    }

    @Test
    void load_ofWhatWasSaved_isTheSameTape() throws Exception {
        ShowCache cache = new ShowCache(directory);
        cache.save(FORMAT, tape);

        ShowTape loaded = cache.load(FORMAT).orElseThrow();

        assertThat(loaded.isComplete()).isTrue();
        assertThat(loaded.header().avcC()).isEqualTo(tape.header().avcC());
        assertThat(loaded.packets()).hasSameSizeAs(tape.packets());
        for (int i = 0; i < tape.packets().size(); i++) {
            ShowPacket kept = loaded.packets().get(i);
            ShowPacket made = tape.packets().get(i);
            assertThat(kept.video()).isEqualTo(made.video());
            assertThat(kept.key()).isEqualTo(made.key());
            assertThat(kept.timeUs()).isEqualTo(made.timeUs());
            assertThat(kept.payload()).isEqualTo(made.payload());
        }
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void load_ofAnotherFormat_isNothing() {
        ShowCache cache = new ShowCache(directory);
        cache.save(FORMAT, tape);

        assertThat(cache.load(new Show.Format("Other", 160, 90, 5, 5, 100, 128)))
                .isEmpty();
    }

    @Test
    void load_ofABrokenFile_isNothing() throws Exception {
        ShowCache cache = new ShowCache(directory);
        cache.save(FORMAT, tape);
        Path file = cache.file(FORMAT);
        byte[] bytes = Files.readAllBytes(file);

        for (int length : new int[] {0, 7, 40, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertThat(cache.load(FORMAT)).as("cut to %d bytes", length).isEmpty();
        }
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);
        assertThat(cache.load(FORMAT)).as("one bit flipped").isEmpty();
    }

    @Test
    void save_whereNothingCanBeWritten_isNoFailure() throws Exception {
        Path file = Files.writeString(directory.resolve("not-a-directory"), "");

        new ShowCache(file.resolve("below")).save(FORMAT, tape);

        assertThat(new ShowCache(file.resolve("below")).load(FORMAT)).isEmpty();
    }

    /** How much of the sound differs from the music: 0 nothing, 1 all. */
    private static double error(Music music, float[] heard, long from, int samples) {
        float[] left = new float[samples];
        float[] right = new float[samples];
        music.read(from, left, right);
        double wrong = 0;
        double power = 0;
        for (int i = 0; i < samples; i++) {
            double difference = heard[(int) from + i] - left[i];
            wrong += difference * difference;
            power += left[i] * left[i];
        }
        return Math.sqrt(wrong / power);
    }

    private float[] decodedTwice() throws Exception {
        List<Response.DemoPacket> packets = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (ShowPacket packet : tape.packets()) {
                long timeUs = packet.timeUs() + round * Show.LOOP_SECONDS * 1_000_000L;
                packets.add(new Response.DemoPacket(1, packet.video(), packet.key(), timeUs, timeUs, packet.payload()));
            }
        }
        Response.DemoConfig config =
                new Response.DemoConfig(1, tape.header().avcC(), tape.header().asc(), 160, 90, 5, Show.SAMPLE_RATE, 2);
        Path file = directory.resolve("twice.mp4");
        Fragments.write(file, config, packets, 0);
        float[] left = new float[2 * SOUND_FRAMES * 1024];
        int at = 0;
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.setSampleMode(SampleMode.FLOAT);
            grabber.start();
            for (Frame frame = grabber.grabSamples(); frame != null; frame = grabber.grabSamples()) {
                FloatBuffer samples = (FloatBuffer) frame.samples[0];
                int channels = frame.samples.length == 2 ? 1 : 2;
                for (int i = samples.position(); i + channels <= samples.limit() && at < left.length; i += channels) {
                    left[at++] = samples.get(i);
                }
            }
        }
        assertThat((double) at).isCloseTo(left.length, within(0.0));
        return left;
    }
}
