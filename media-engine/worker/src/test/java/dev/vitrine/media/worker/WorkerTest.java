package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.wire.Message;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as its engine sees it: a process, requests in, responses out. */
class WorkerTest {
    private static final int FPS = 30;

    /** What ffprobe -count_packets says of it. */
    private static final int PICTURES_OF_SAMPLE = 23;

    private static final int SECONDS = 4;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static WorkerProcess worker;
    private static Response.DemoConfig config;
    private static final List<Response.DemoPacket> packets = new ArrayList<>();

    /** One worker and some seconds of the show, which the tests share: starting either costs time. */
    @BeforeAll
    static void start() throws Exception {
        worker = WorkerProcess.ready();
        long id = worker.nextId();
        Request.StartDemo demo = new Request.StartDemo(id, "", 320, 180, FPS, FPS, 300, 96, shared.toString());
        config = (Response.DemoConfig) worker.ask(demo);
        while (packets.size() < SECONDS * (FPS + 47)) {
            packets.add((Response.DemoPacket) worker.next());
        }
        worker.send(new Request.Cancel(id));
        Response last = worker.next();
        while (last instanceof Response.DemoPacket) {
            last = worker.next();
        }
        assertThat(last).isEqualTo(new Response.Done(id));
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void hello_isAnsweredWithVersionProcessAndTheLgpl() throws Exception {
        try (WorkerProcess fresh = WorkerProcess.start()) {
            Response response = fresh.ask(new Request.Hello(7, Message.VERSION));

            assertThat(response).isInstanceOfSatisfying(Response.Ready.class, ready -> {
                assertThat(ready.version()).isEqualTo(Message.VERSION);
                assertThat(ready.pid()).isEqualTo(fresh.process().pid());
                assertThat(ready.about()).startsWith("FFmpeg 8").contains("LGPL");
            });
        }
    }

    @Test
    void endOfInput_endsTheProcessEvenWithinAShow() throws Exception {
        try (WorkerProcess fresh = WorkerProcess.ready()) {
            fresh.ask(new Request.StartDemo(2, "", 320, 180, FPS, FPS, 300, 96, ""));
            fresh.input().close();

            assertThat(fresh.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(fresh.process().exitValue()).isZero();
        }
    }

    @Test
    void bytesThatAreNoRequest_endTheProcessWithAnError() throws Exception {
        try (WorkerProcess fresh = WorkerProcess.ready()) {
            fresh.input().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            fresh.input().flush();

            assertThat(fresh.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(fresh.process().exitValue()).isNotZero();
        }
    }

    @Test
    void anotherProtocolVersion_endsTheProcessWithAnError() throws Exception {
        try (WorkerProcess fresh = WorkerProcess.start()) {
            fresh.send(new Request.Hello(1, Message.VERSION + 1));

            assertThat(fresh.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(fresh.process().exitValue()).isNotZero();
        }
    }

    @Test
    void ping_duringAJob_isAnswered() throws Exception {
        Response pong = worker.ask(new Request.Ping(worker.nextId()));

        assertThat(pong).isInstanceOf(Response.Pong.class);
    }

    @Test
    void demo_startsWithAKeyFrameAndHasOneInEachGroup() {
        List<Response.DemoPacket> video =
                packets.stream().filter(Response.DemoPacket::video).toList();

        for (int i = 0; i < video.size(); i++) {
            assertThat(video.get(i).key()).as("key frame at picture %d", i).isEqualTo(i % FPS == 0);
        }
        assertThat(config.avcC()).startsWith(1);
        assertThat(config.width()).isEqualTo(320);
    }

    @Test
    void demo_timesAreThoseOfPicturesAndSoundFramesAndNeverGoBack() {
        List<Response.DemoPacket> video =
                packets.stream().filter(Response.DemoPacket::video).toList();
        List<Response.DemoPacket> audio =
                packets.stream().filter(packet -> !packet.video()).toList();

        assertThat(video).hasSizeGreaterThan(FPS * (SECONDS - 1));
        for (int i = 0; i < video.size(); i++) {
            assertThat(video.get(i).ptsUs()).isEqualTo(i * 1_000_000L / FPS);
            assertThat(video.get(i).dtsUs()).isEqualTo(video.get(i).ptsUs());
        }
        assertThat(audio).hasSizeGreaterThan(47 * (SECONDS - 1));
        for (int i = 0; i < audio.size(); i++) {
            assertThat(audio.get(i).ptsUs()).isEqualTo(i * 1024_000_000L / 48_000);
            assertThat(audio.get(i).key()).isTrue();
        }
    }

    @Test
    void demo_ofAnImpossibleSize_isAFailureWithASentence() throws Exception {
        Response response = worker.ask(new Request.StartDemo(worker.nextId(), "", 1281, 720, FPS, FPS, 300, 96, ""));

        assertThat(response)
                .isInstanceOfSatisfying(
                        Response.Failed.class,
                        failed -> assertThat(failed.message()).contains("1281×720"));
    }

    @Test
    void thumbnail_isAJpegNoWiderThanAsked() throws Exception {
        Response response = worker.ask(new Request.Thumbnail(
                worker.nextId(), "avc1", config.avcC(), packets.getFirst().payload(), 160));

        assertThat(response).isInstanceOfSatisfying(Response.Jpeg.class, jpeg -> {
            BufferedImage image = decode(jpeg.jpeg());
            assertThat(image.getWidth()).isEqualTo(160).isEqualTo(jpeg.width());
            assertThat(image.getHeight()).isEqualTo(90).isEqualTo(jpeg.height());
        });
    }

    @Test
    void thumbnail_ofASmallPicture_isNotScaledUp() throws Exception {
        Response response = worker.ask(new Request.Thumbnail(
                worker.nextId(), "avc1", config.avcC(), packets.getFirst().payload(), 640));

        assertThat(response)
                .isInstanceOfSatisfying(
                        Response.Jpeg.class, jpeg -> assertThat(jpeg.width()).isEqualTo(320));
    }

    @Test
    void thumbnail_ofGarbage_isAFailureAndTheWorkerGoesOn() throws Exception {
        Random random = new Random(20_26);
        for (int i = 0; i < 50; i++) {
            byte[] avcC = config.avcC().clone();
            byte[] sample = packets.getFirst().payload().clone();
            if (i % 2 == 0) {
                random.nextBytes(sample);
            } else {
                avcC[random.nextInt(avcC.length)] ^= (byte) (1 << random.nextInt(8));
                sample[random.nextInt(sample.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Response response = worker.ask(new Request.Thumbnail(worker.nextId(), "avc1", avcC, sample, 640));

            assertThat(response).isInstanceOfAny(Response.Jpeg.class, Response.Failed.class);
        }
        assertThat(worker.ask(new Request.Thumbnail(worker.nextId(), "avc1", new byte[0], new byte[0], 640)))
                .isInstanceOf(Response.Failed.class);
        assertThat(worker.ask(new Request.Ping(worker.nextId()))).isInstanceOf(Response.Pong.class);
    }

    @Test
    void clip_startsAtTheKeyFrameBeforeItsStartAndKeepsSoundInStep() throws Exception {
        long shiftUs = 481_233_000;
        Fragments recording = Fragments.write(directory.resolve("recording.mp4"), config, packets, shiftUs);
        Path target = directory.resolve("clip.mp4");

        Response response = worker.ask(new Request.Clip(
                worker.nextId(),
                recording.init(),
                recording.pieces(),
                shiftUs + 1_500_000,
                shiftUs + 3_200_000,
                target.toString()));

        assertThat(response).isInstanceOfSatisfying(Response.Clipped.class, clip -> {
            assertThat(clip.fromUs()).isCloseTo(shiftUs + 1_000_000, within20());
            assertThat(clip.toUs()).isCloseTo(shiftUs + 3_200_000, within20());
            assertThat(target).hasSize(clip.bytes());
        });
        assertThat(boxes(Files.readAllBytes(target))).startsWith("ftyp", "moov");
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(target.toFile())) {
            grabber.start();
            assertThat(grabber.getLengthInTime() / 1000.0).isCloseTo(2200, org.assertj.core.data.Offset.offset(40.0));
            int pictures = 0;
            long firstPicture = -1;
            long firstSound = -1;
            long lastSound = -1;
            for (Frame frame = grabber.grab(); frame != null; frame = grabber.grab()) {
                if (frame.image != null) {
                    firstPicture = pictures == 0 ? frame.timestamp : firstPicture;
                    pictures++;
                } else if (frame.samples != null) {
                    firstSound = firstSound < 0 ? frame.timestamp : firstSound;
                    lastSound = frame.timestamp;
                }
            }
            assertThat(pictures).isEqualTo(66);
            assertThat(firstPicture).isZero();
            assertThat(firstSound).isBetween(0L, 21_400L);
            assertThat(lastSound).isBetween(2_150_000L, 2_200_000L);
        }
    }

    @Test
    void clip_withoutAKeyFrameInReach_isAFailureAndLeavesNoFile() throws Exception {
        List<Response.DemoPacket> headless = packets.stream()
                .filter(packet -> !packet.video() || !packet.key())
                .toList();
        Fragments recording = Fragments.write(directory.resolve("recording.mp4"), config, headless, 0);
        Path target = directory.resolve("clip.mp4");

        Response response = worker.ask(new Request.Clip(
                worker.nextId(), recording.init(), recording.pieces(), 0, 3_000_000, target.toString()));

        assertThat(response)
                .isInstanceOfSatisfying(
                        Response.Failed.class,
                        failed -> assertThat(failed.message()).contains("no key frame"));
        assertThat(target).doesNotExist();
    }

    @Test
    void clip_ofGarbage_isAFailureAndLeavesNoFile() throws Exception {
        Fragments recording = Fragments.write(directory.resolve("recording.mp4"), config, packets, 0);
        Path target = directory.resolve("clip.mp4");
        Random random = new Random(4711);
        byte[] whole = Files.readAllBytes(recording.file());
        for (int i = 0; i < 30; i++) {
            byte[] init = recording.init().clone();
            byte[] broken = whole.clone();
            for (int flips = 0; flips < 40; flips++) {
                init[random.nextInt(init.length)] ^= i % 3 == 0 ? (byte) random.nextInt() : 0;
                broken[random.nextInt(broken.length)] ^= (byte) random.nextInt();
            }
            Path file = Files.write(directory.resolve("broken.mp4"), broken);
            Response response = worker.ask(new Request.Clip(
                    worker.nextId(),
                    init,
                    List.of(new Request.Piece(file.toString(), recording.offset(), recording.length())),
                    500_000,
                    3_000_000,
                    target.toString()));

            assertThat(response).isInstanceOfAny(Response.Clipped.class, Response.Failed.class);
            assertThat(Files.exists(target)).isEqualTo(response instanceof Response.Clipped);
            Files.deleteIfExists(target);
        }
        assertThat(worker.ask(new Request.Ping(worker.nextId()))).isInstanceOf(Response.Pong.class);
    }

    @Test
    void clip_fromAFileThatIsNotThere_isAFailureThatNamesIt() throws Exception {
        Response response = worker.ask(new Request.Clip(
                worker.nextId(),
                new byte[0],
                List.of(new Request.Piece(directory.resolve("gone.m4s").toString(), 0, 10)),
                0,
                1_000_000,
                directory.resolve("clip.mp4").toString()));

        assertThat(response)
                .isInstanceOfSatisfying(
                        Response.Failed.class,
                        failed -> assertThat(failed.message()).contains("gone.m4s"));
    }

    @Test
    void playedFiles_followEachOtherOnOneTimeline_andABrokenOneIsLeftOut() throws Exception {
        List<Response.DemoPacket> second =
                packets.stream().filter(packet -> packet.dtsUs() < 1_000_000).toList();
        Path first =
                Fragments.write(directory.resolve("one.mp4"), config, second, 0).file();
        Path other =
                Fragments.write(directory.resolve("two.mp4"), config, second, 0).file();
        Path broken = Files.writeString(directory.resolve("not-a-film.mp4"), "<html>404</html>");
        List<Response> answers = new ArrayList<>();

        long id = worker.nextId();
        worker.send(
                new Request.PlayFiles(id, List.of(first.toString(), broken.toString(), other.toString()), false, 0));
        do {
            answers.add(worker.next());
        } while (!(answers.getLast() instanceof Response.Done));

        assertThat(answers).filteredOn(Response.DemoConfig.class::isInstance).hasSize(1);
        List<Response.Playing> turns = answers.stream()
                .filter(Response.Playing.class::isInstance)
                .map(Response.Playing.class::cast)
                .toList();
        assertThat(turns).extracting(Response.Playing::index).containsExactly(0, 1, 2);
        assertThat(turns.get(0).problem()).isEmpty();
        assertThat(turns.get(1).problem()).contains("\"not-a-film.mp4\"").contains("ffmpeg -i");
        List<Response.DemoPacket> pictures = answers.stream()
                .filter(Response.DemoPacket.class::isInstance)
                .map(Response.DemoPacket.class::cast)
                .filter(Response.DemoPacket::video)
                .toList();
        assertThat(pictures).hasSize(2 * FPS);
        assertThat(pictures.get(FPS).key()).isTrue();
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i).dtsUs() - pictures.get(i - 1).dtsUs())
                    .as("distance to picture %d", i)
                    .isBetween(30_000L, 37_000L);
        }
    }

    @Test
    void playedFiles_areJoinedWhereTheyWouldBe() throws Exception {
        List<Response.DemoPacket> seconds =
                packets.stream().filter(packet -> packet.dtsUs() < 3_000_000).toList();
        Fragments recording = Fragments.write(directory.resolve("recording.mp4"), config, seconds, 0);
        Path film = directory.resolve("film.mp4");
        assertThat(worker.ask(new Request.Clip(
                        worker.nextId(), recording.init(), recording.pieces(), 0, 2_000_000, film.toString())))
                .isInstanceOf(Response.Clipped.class);

        Path matroska = Films.make(directory.resolve("film.mkv"), "-i", film.toString(), "-c", "copy");

        // Two seconds each, so this is in the second second of the second film.
        List<Response> joined = played(List.of(film, matroska), false, 3_500_000);
        assertThat(joined.getFirst())
                .isInstanceOfSatisfying(
                        Response.Playing.class,
                        playing -> assertThat(playing.index()).isEqualTo(1));
        assertThat(pictures(joined)).as("from the key frame before on").hasSize(FPS);
        assertThat(pictures(joined).getFirst().key()).isTrue();
        assertThat(pictures(joined).getFirst().dtsUs()).isZero();

        assertThat(played(List.of(matroska, film), false, 60_000_000))
                .as("it would be over")
                .singleElement()
                .isInstanceOf(Response.Done.class);
    }

    private static List<Response.DemoPacket> pictures(List<Response> answers) {
        return answers.stream()
                .filter(Response.DemoPacket.class::isInstance)
                .map(Response.DemoPacket.class::cast)
                .filter(Response.DemoPacket::video)
                .toList();
    }

    private List<Response> played(List<Path> films, boolean loop, long skipUs) throws Exception {
        List<Response> answers = new ArrayList<>();
        worker.send(new Request.PlayFiles(
                worker.nextId(), films.stream().map(Path::toString).toList(), loop, skipUs));
        do {
            answers.add(worker.next());
        } while (!(answers.getLast() instanceof Response.Done));
        return answers;
    }

    @Test
    void playedTransportStream_comesAsAnMp4Would() throws Exception {
        Path file = Files.copy(Path.of("../engine/src/test/resources/sample.ts"), directory.resolve("sample.ts"));
        List<Response> answers = played(List.of(file), false, 0);

        Response.DemoConfig format = answers.stream()
                .filter(Response.DemoConfig.class::isInstance)
                .map(Response.DemoConfig.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(format.avcC()[0]).isEqualTo((byte) 1);
        assertThat(format.asc()).hasSize(2);
        List<Response.DemoPacket> frames = answers.stream()
                .filter(Response.DemoPacket.class::isInstance)
                .map(Response.DemoPacket.class::cast)
                .toList();
        assertThat(frames).filteredOn(Response.DemoPacket::video).hasSize(PICTURES_OF_SAMPLE);
        assertThat(frames.getFirst().key()).isTrue();
        for (Response.DemoPacket packet : frames) {
            byte[] payload = packet.payload();
            assertThat((payload[0] & 0xFF) == 0xFF && (payload[1] & 0xF0) == 0xF0)
                    .as("an ADTS header")
                    .isFalse();
            if (packet.video()) {
                int first = (payload[0] & 0xFF) << 24
                        | (payload[1] & 0xFF) << 16
                        | (payload[2] & 0xFF) << 8
                        | payload[3] & 0xFF;
                assertThat(first).as("length of a unit").isBetween(2, payload.length - 4);
            }
        }
    }

    @Test
    void playedFiles_noneOfWhichPlays_areAFailureThatSaysWhatToDo() throws Exception {
        long id = worker.nextId();
        Response answer = worker.ask(
                new Request.PlayFiles(id, List.of(directory.resolve("gone.mp4").toString()), true, 0));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Response.Playing.class,
                        playing -> assertThat(playing.problem()).isEqualTo("\"gone.mp4\" cannot be read."));
        assertThat(worker.next()).isEqualTo(new Response.Failed(id, "\"gone.mp4\" cannot be read."));
    }

    @Test
    void killedWorker_isSeenAsTheEndOfItsOutput() throws Exception {
        try (WorkerProcess fresh = WorkerProcess.ready()) {
            fresh.process().destroyForcibly();

            assertThat(fresh.process().onExit().get(20, TimeUnit.SECONDS).isAlive())
                    .isFalse();
        }
    }

    private static org.assertj.core.data.Offset<Long> within20() {
        return org.assertj.core.data.Offset.offset(Duration.ofMillis(34).toNanos() / 1000);
    }

    private static BufferedImage decode(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> boxes(byte[] mp4) {
        List<String> types = new ArrayList<>();
        int at = 0;
        while (at + 8 <= mp4.length) {
            types.add(new String(mp4, at + 4, 4, StandardCharsets.US_ASCII));
            at += Math.max(8, java.nio.ByteBuffer.wrap(mp4).getInt(at));
        }
        return types;
    }
}
