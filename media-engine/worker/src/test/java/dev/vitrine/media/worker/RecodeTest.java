package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.av.VideoDecoder;
import dev.vitrine.media.worker.testkit.Barcode;
import dev.vitrine.media.worker.testkit.BarcodePublisher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of other codecs, played by a worker that encodes them anew. */
@Timeout(300)
class RecodeTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int FPS = 30;
    private static final double BEEP_HZ = 1_000;
    private static final int LOUD = 2_000;

    /** As ffmpeg's own program encodes one film: the name, the codecs, and what staff is told of them. */
    private record Foreign(String name, List<String> codecs, String told) {}

    private static final List<Foreign> FOREIGN = List.of(
            new Foreign(
                    "part2.mp4",
                    List.of("-c:v", "mpeg4", "-q:v", "3", "-bf", "2", "-c:a", "libmp3lame", "-ar", "44100"),
                    "a picture in MPEG-4 Part 2 and sound in MP3, which are"),
            new Foreign(
                    "prores.mov",
                    List.of("-c:v", "prores_ks", "-pix_fmt", "yuv422p10le", "-c:a", "pcm_s24le"),
                    "a picture in ProRes and sound in PCM, which are"),
            new Foreign(
                    "vp9.webm",
                    List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"),
                    "a picture in VP9 and sound in Opus, which are"),
            new Foreign(
                    "mpeg2.ts",
                    List.of("-c:v", "mpeg2video", "-q:v", "3", "-bf", "2", "-c:a", "ac3"),
                    "a picture in MPEG-2 and sound in AC-3, which are"),
            new Foreign(
                    "jpeg.mkv",
                    List.of("-c:v", "mjpeg", "-q:v", "3", "-c:a", "flac"),
                    "a picture in Motion JPEG and sound in FLAC, which are"));

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static WorkerProcess worker;
    private static Path original;
    private static final TreeSet<Long> drawn = new TreeSet<>();

    /** What a worker says of one file in its turn. */
    private record Turn(Response.Playing playing, List<Response> answers) {
        List<Response.DemoPacket> packets(boolean video) {
            return answers.stream()
                    .filter(Response.DemoPacket.class::isInstance)
                    .map(Response.DemoPacket.class::cast)
                    .filter(packet -> packet.video() == video)
                    .toList();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        FFmpeg.configure();
        original = shared.resolve("original.flv");
        BarcodePublisher.main(new String[] {
            "--url", "file:" + original, "--seconds", "1", "--width", "" + WIDTH, "--height", "" + HEIGHT
        });
        worker = WorkerProcess.ready();
        Path copy = Films.make(shared.resolve("original.mp4"), "-i", original.toString(), "-c", "copy");
        List<Turn> turns = turns(List.of(copy), 0);
        drawn.addAll(barcodes(config(turns.getFirst()), turns.getFirst().packets(true)));
        assertThat(drawn).hasSize(FPS);
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void foreignFiles_areSeenAndHeard_asOneStretch_andNamed() throws Exception {
        List<Path> films = new ArrayList<>();
        for (Foreign foreign : FOREIGN) {
            films.add(film(foreign.name(), foreign.codecs()));
        }

        List<Turn> turns = turns(films, 0);

        assertThat(turns).hasSize(FOREIGN.size());
        Response.DemoConfig config = config(turns.getFirst());
        assertThat(turns.stream().flatMap(turn -> turn.answers().stream()))
                .as("configurations: all come out alike, so the first one's holds for all")
                .filteredOn(Response.DemoConfig.class::isInstance)
                .hasSize(1);
        assertThat(config).returns(WIDTH, Response.DemoConfig::width).returns(HEIGHT, Response.DemoConfig::height);
        long lastUs = -1;
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            String name = FOREIGN.get(i).name();
            assertThat(turn.playing().remark())
                    .isEqualTo("\"" + name + "\" has " + FOREIGN.get(i).told()
                            + " encoded anew while it plays; a file in H.264 and AAC costs less.");
            List<Response.DemoPacket> pictures = turn.packets(true);
            assertThat(pictures.getFirst().key())
                    .as("%s begins with a key frame", name)
                    .isTrue();
            for (Response.DemoPacket picture : pictures) {
                assertThat(picture.dtsUs()).as("time in %s", name).isGreaterThan(lastUs);
                assertThat(picture.ptsUs()).isEqualTo(picture.dtsUs());
                lastUs = picture.dtsUs();
            }
            List<Long> seen = barcodes(config, pictures);
            assertThat(seen)
                    .as("pictures of %s", name)
                    .hasSizeGreaterThan(FPS / 2)
                    .isSorted();
            assertThat(drawn)
                    .as("pictures of %s are those that were drawn", name)
                    .containsAll(seen);
            assertThat(seen.getFirst()).as("the first picture of %s", name).isEqualTo(drawn.first());
            assertThat(pitch(turn.packets(false))).as("tone of %s", name).isCloseTo(BEEP_HZ, within(40.0));
        }
    }

    @Test
    void onlyWhatIsForeign_isEncodedAnew() throws Exception {
        Path sound = film("mp3.mkv", List.of("-c:v", "copy", "-c:a", "libmp3lame"));
        Path picture = film("picture.mov", List.of("-c:v", "mpeg4", "-q:v", "3", "-c:a", "copy"));
        Path untouched = film("film.mp4", List.of("-c", "copy"));

        List<Turn> turns = turns(List.of(untouched, sound, picture), 0);

        List<byte[]> before = payloads(turns.get(0).packets(true));
        assertThat(turns.get(0).playing().remark()).isEmpty();
        assertThat(turns.get(1).playing().remark())
                .isEqualTo("\"mp3.mkv\" has sound in MP3, which is encoded anew while it plays;"
                        + " a file in H.264 and AAC costs less.");
        assertThat(payloads(turns.get(1).packets(true))).containsExactlyElementsOf(before);
        assertThat(pitch(turns.get(1).packets(false))).isCloseTo(BEEP_HZ, within(40.0));
        assertThat(turns.get(2).playing().remark())
                .startsWith("\"picture.mov\" has a picture in MPEG-4 Part 2, which is encoded anew");
        List<byte[]> sounds = payloads(turns.get(2).packets(false));
        assertThat(payloads(turns.get(0).packets(false)))
                .as("sound is passed on byte by byte")
                .containsAll(sounds);
        assertThat(drawn).containsAll(barcodes(lastConfig(turns), turns.get(2).packets(true)));
    }

    @Test
    void largeNarrowAndSilentFiles_comeOutInSquareSamplesNoLargerThanFullHd() throws Exception {
        Path large = Films.pattern(directory.resolve("uhd.mov"), "2560x1600", 1, "-an", "-c:v", "mjpeg", "-r", "5");
        Path narrow = Films.pattern(
                directory.resolve("narrow.ts"), "352x288", 1, "-an", "-c:v", "mpeg2video", "-aspect", "16:9");

        List<Turn> turns = turns(List.of(large, narrow), 0);

        assertThat(config(turns.get(0)))
                .returns(1_728, Response.DemoConfig::width)
                .returns(1_080, Response.DemoConfig::height);
        assertThat(config(turns.get(0)).asc()).isEmpty();
        assertThat(config(turns.get(1)))
                .returns(512, Response.DemoConfig::width)
                .returns(288, Response.DemoConfig::height);
        assertThat(turns).allSatisfy(turn -> assertThat(turn.packets(false)).isEmpty());
    }

    @Test
    void filmsOfAPhoneHeldUpright_orUpsideDown_areTurned() throws Exception {
        List<Path> films = new ArrayList<>();
        // How the picture lies in the file, and how far counter-clockwise it has to be turned to be seen.
        Map<String, String> turns = new LinkedHashMap<>(Map.of("transpose=clock", "90", "transpose=cclock", "-90"));
        turns.put("hflip,vflip", "180");
        for (Map.Entry<String, String> turn : turns.entrySet()) {
            Path lying = film("lying.mov", List.of("-vf", turn.getKey(), "-c:v", "mpeg4", "-q:v", "2", "-an"));
            Path film = directory.resolve("film" + films.size() + ".mov");
            films.add(Films.make(film, "-display_rotation:v:0", turn.getValue(), "-i", lying.toString(), "-c", "copy"));
        }

        List<Turn> played = turns(films, 0);

        assertThat(config(played.getFirst()))
                .returns(WIDTH, Response.DemoConfig::width)
                .returns(HEIGHT, Response.DemoConfig::height);
        for (Turn turn : played) {
            assertThat(drawn).containsAll(barcodes(config(played.getFirst()), turn.packets(true)));
        }
    }

    @Test
    void foreignFile_isJoinedMidway() throws Exception {
        Path film = film("join.mkv", List.of("-c:v", "mjpeg", "-q:v", "3", "-c:a", "flac"));

        List<Turn> turns = turns(List.of(film), 500_000);

        List<Long> seen = barcodes(config(turns.getFirst()), turns.getFirst().packets(true));
        assertThat(drawn.headSet(seen.getFirst())).as("pictures that were over").hasSizeBetween(13, 16);
        assertThat(turns.getFirst().packets(true).getFirst().dtsUs()).isZero();
    }

    @Test
    void damagedForeignFiles_costTheirPicturesAndNothingElse() throws Exception {
        Random random = new Random(11);
        Path whole = film("damaged.mp4", List.of("-c:v", "mpeg4", "-q:v", "3", "-c:a", "libmp3lame"));
        Path ruined = Files.copy(whole, directory.resolve("ruined.mp4"));
        byte[] bytes = Files.readAllBytes(whole);
        int header = 48;
        int end = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("moov") - 4;
        for (int i = bytes.length / 4; i < end; i += 97) {
            bytes[i] = (byte) random.nextInt();
        }
        Files.write(whole, bytes);
        for (int i = header; i < end; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        Files.write(ruined, bytes);
        Path good = film("good.webm", List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"));

        List<Turn> turns = turns(List.of(ruined, whole, good), 0);

        assertThat(turns.getFirst().playing().problem())
                .isEqualTo(
                        "\"ruined.mp4\" has a picture that cannot be decoded:" + " it is damaged, or no film at all.");
        Turn last = turns.getLast();
        assertThat(last.playing()).returns(2, Response.Playing::index).returns("", Response.Playing::problem);
        assertThat(drawn).containsAll(barcodes(lastConfig(turns), last.packets(true)));
        assertThat(worker.ask(new Request.Ping(worker.nextId()))).isInstanceOf(Response.Pong.class);
    }

    @Test
    void cancelledPlays_endAtOnce_andLeaveNothingBehind() throws Exception {
        Path film = Films.pattern(
                directory.resolve("film.webm"),
                "1280x720",
                2,
                "-c:v",
                "libvpx-vp9",
                "-deadline",
                "realtime",
                "-cpu-used",
                "8",
                "-c:a",
                "libopus");
        try (WorkerProcess fresh = WorkerProcess.ready()) {
            for (int i = 0; i < 4; i++) {
                playAndCancel(fresh, film);
            }
            long beforeKb = residentKb(fresh);
            for (int i = 0; i < 16; i++) {
                playAndCancel(fresh, film);
            }
            assertThat(residentKb(fresh) - beforeKb)
                    .as("memory that 16 plays have left, in KiB")
                    .isLessThan(100_000);
            assertThat(threads(fresh)).as("threads of files").isZero();
        }
    }

    private static void playAndCancel(WorkerProcess at, Path film) throws Exception {
        long id = at.nextId();
        at.send(new Request.PlayFiles(id, List.of(film.toString()), true, 0));
        Response answer = at.next();
        while (!(answer instanceof Response.DemoPacket)) {
            answer = at.next();
        }
        at.send(new Request.Cancel(id));
        while (answer instanceof Response.DemoPacket) {
            answer = at.next();
        }
        assertThat(answer).isEqualTo(new Response.Done(id));
    }

    private static long residentKb(WorkerProcess of) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + of.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long threads(WorkerProcess of) throws Exception {
        try (var tasks = Files.list(Path.of("/proc/" + of.process().pid() + "/task"))) {
            return tasks.filter(task -> {
                        try {
                            return Files.readString(task.resolve("comm")).startsWith("reel-");
                        } catch (java.io.IOException gone) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private Path film(String name, List<String> codecs) throws Exception {
        List<String> what = new ArrayList<>(List.of("-i", original.toString()));
        what.addAll(codecs);
        return Films.make(directory.resolve(name), what.toArray(String[]::new));
    }

    /** Plays files once, each with what was answered in its turn. */
    private static List<Turn> turns(List<Path> films, long skipUs) throws Exception {
        Map<Integer, Turn> turns = new LinkedHashMap<>();
        worker.send(new Request.PlayFiles(
                worker.nextId(), films.stream().map(Path::toString).toList(), false, skipUs));
        List<Response> current = new ArrayList<>();
        while (true) {
            Response answer = worker.next();
            switch (answer) {
                case Response.Done done -> {
                    return List.copyOf(turns.values());
                }
                case Response.Failed failed -> throw new AssertionError(failed.message());
                case Response.Playing playing -> {
                    current = new ArrayList<>();
                    turns.put(playing.index(), new Turn(playing, current));
                }
                default -> current.add(answer);
            }
        }
    }

    private static Response.DemoConfig config(Turn turn) {
        return lastConfig(List.of(turn));
    }

    private static Response.DemoConfig lastConfig(List<Turn> turns) {
        return turns.stream()
                .flatMap(turn -> turn.answers().stream())
                .filter(Response.DemoConfig.class::isInstance)
                .map(Response.DemoConfig.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static List<byte[]> payloads(List<Response.DemoPacket> packets) {
        return packets.stream().map(Response.DemoPacket::payload).toList();
    }

    /** What a decoder sees; a picture without a barcode is an error. */
    private static List<Long> barcodes(Response.DemoConfig config, List<Response.DemoPacket> pictures)
            throws Exception {
        List<Long> seen = new ArrayList<>();
        VideoDecoder.Pictures read = picture -> {
            OptionalLong barcode = barcode(picture);
            assertThat(barcode).as("barcode of picture %d", seen.size()).isPresent();
            seen.add(barcode.getAsLong());
        };
        try (VideoDecoder decoder = new VideoDecoder("avc1", config.avcC())) {
            for (Response.DemoPacket packet : pictures) {
                decoder.decode(packet.payload(), packet.key(), packet.ptsUs(), packet.dtsUs(), read);
            }
            decoder.flush(read);
        }
        return seen;
    }

    private static OptionalLong barcode(AVFrame picture) {
        BytePointer luma = picture.data(0);
        long row = (long) picture.linesize(0) * (picture.height() * 32 / 720);
        return Barcode.read(block -> luma.get(row + (2L * block + 1) * picture.width() / 80) & 255);
    }

    /** Of what is loud, by its zero crossings. */
    private static double pitch(List<Response.DemoPacket> sounds) throws Exception {
        ByteArrayOutputStream adts = new ByteArrayOutputStream();
        for (byte[] frame : payloads(sounds)) {
            int length = frame.length + 7;
            // AAC-LC, 48 kHz, stereo
            adts.writeBytes(new byte[] {
                (byte) 0xFF,
                (byte) 0xF1,
                0x4C,
                (byte) (0x80 | length >> 11),
                (byte) (length >> 3),
                (byte) ((length & 7) << 5 | 0x1F),
                (byte) 0xFC
            });
            adts.writeBytes(frame);
        }
        List<Short> left = new ArrayList<>();
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(new ByteArrayInputStream(adts.toByteArray()))) {
            grabber.setFormat("aac");
            grabber.start();
            for (Frame frame = grabber.grabSamples(); frame != null; frame = grabber.grabSamples()) {
                ShortBuffer samples = (ShortBuffer) frame.samples[0];
                for (int i = 0; i + 1 < samples.limit(); i += 2) {
                    left.add(samples.get(i));
                }
            }
        }
        int first = -1;
        int last = -1;
        int crossings = 0;
        for (int i = 1; i < left.size(); i++) {
            boolean loud = Math.abs(left.get(i)) > LOUD;
            first = first < 0 && loud ? i : first;
            last = loud ? i : last;
        }
        for (int i = first + 1; first >= 0 && i <= last; i++) {
            crossings += (left.get(i - 1) < 0) != (left.get(i) < 0) ? 1 : 0;
        }
        assertThat(last - first).as("samples of the tone").isGreaterThan(3_000);
        return crossings / 2.0 * 48_000 / (last - first);
    }
}
