package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.av.ByteSource;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.Demuxer;
import dev.vitrine.media.worker.av.NativeArena;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processor time of a ladder of 720p30 to 480p and 240p, beside the command line of the same FFmpeg with the same
 * encoder, rates and scaler. Not part of the tests; {@code mvn -Pquick -pl media-engine/worker -am test
 * -Dtest=LadderBench -Dsurefire.failIfNoSpecifiedTests=false} prints the figures and leaves them in
 * {@code target/figures} for the table of the picture in {@code itests}.
 */
@Tag("picture")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LadderBench {
    private static final int SECONDS = 12;
    private static final int FPS = 30;
    private static final int ROUNDS = 3;
    private static final int CYCLES = Integer.getInteger("bench.cycles", 500);
    private static final int WARM_UP = CYCLES / 5;

    /** Clock ticks of {@code /proc/PID/stat}; 100 on every Linux of today (getconf CLK_TCK). */
    private static final double TICKS = 100;

    @TempDir
    Path directory;

    @Test
    void ladderBesideTheCommandLine() throws Exception {
        String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        Path source = directory.resolve("source.mp4");
        run(List.of(
                ffmpeg,
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=1280x720:rate=30,noise=alls=8:allf=t",
                "-t",
                "" + SECONDS,
                "-c:v",
                "libopenh264",
                "-b:v",
                "4M",
                "-g",
                "30",
                "-pix_fmt",
                "yuv420p",
                source.toString()));
        List<Request.LadderPacket> packets = new ArrayList<>();
        byte[] avcC = demux(source, packets);
        assertThat(packets).hasSize(SECONDS * FPS);

        double best = Double.MAX_VALUE;
        System.out.println("ladder 720p30 to 480p and 240p, " + SECONDS + " s, libopenh264, CPU seconds");
        for (int round = 0; round < ROUNDS; round++) {
            double cli = commandLine(ffmpeg, source);
            Figures worker = worker(avcC, packets);
            best = Math.min(best, worker.ladder / cli);
            System.out.printf(
                    "round %d: command line %.2f, worker %.2f (and %.2f to start), ratio %.2f, %.1f x real time%n",
                    round + 1, cli, worker.ladder, worker.start, worker.ladder / cli, SECONDS / worker.wall);
        }
        System.out.printf("ladder_cpu_ratio %.2f (goal <= 1.2, best of %d)%n", best, ROUNDS);
        keep("LADDER_CPU", best);
    }

    /**
     * One worker starts and ends a ladder again and again: what it weighs, with a heap that cannot grow, must not grow.
     */
    @Test
    void cyclesOfOneWorker() throws Exception {
        String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        Path source = directory.resolve("short.mp4");
        run(List.of(
                ffmpeg,
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=640x360:rate=30",
                "-t",
                "0.5",
                "-c:v",
                "libopenh264",
                "-b:v",
                "1M",
                "-g",
                "15",
                "-pix_fmt",
                "yuv420p",
                source.toString()));
        List<Request.LadderPacket> packets = new ArrayList<>();
        byte[] avcC = demux(source, packets);
        try (WorkerProcess worker = WorkerProcess.ready("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")) {
            long warm = 0;
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                cycle(worker, avcC, packets);
                if (cycle == WARM_UP) {
                    warm = residentKiB(worker);
                }
                if (cycle % WARM_UP == 0) {
                    System.out.printf("after %d cycles: %d MiB%n", cycle, residentKiB(worker) >> 10);
                }
            }
            long end = residentKiB(worker);
            double growth = 100.0 * (end - warm) / warm;
            System.out.printf(
                    "ladder_cycles %d: %d MiB after %d, %d MiB at the end, growth %.1f %% (goal <= 5)%n",
                    CYCLES, warm >> 10, WARM_UP, end >> 10, growth);
            keep("LADDER_GROWTH", growth);
        }
    }

    private static void keep(String goal, double figure) throws Exception {
        Path figures = Files.createDirectories(Path.of("target/figures"));
        Files.writeString(figures.resolve(goal), Double.toString(figure));
    }

    private static void cycle(WorkerProcess worker, byte[] avcC, List<Request.LadderPacket> packets) throws Exception {
        long id = worker.nextId();
        worker.send(new Request.StartLadder(
                id, "libopenh264", List.of(new Request.RungPlan("240p", 240, 300, Long.MIN_VALUE))));
        worker.send(new Request.LadderSource(id, 1, "avc1", avcC, FPS));
        feed(worker, id, packets);
        long lastUs = packets.getLast().ptsUs();
        Response answer = worker.next();
        while (!(answer instanceof Response.Done)) {
            if (answer instanceof Response.RungPacket packet && packet.ptsUs() == lastUs) {
                worker.send(new Request.Cancel(id));
            }
            answer = worker.next();
        }
    }

    private static long residentKiB(WorkerProcess worker) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + worker.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private record Figures(double start, double ladder, double wall) {}

    private static Figures worker(byte[] avcC, List<Request.LadderPacket> packets) throws Exception {
        try (WorkerProcess worker = WorkerProcess.ready()) {
            long pid = worker.process().pid();
            double ready = cpu(Path.of("/proc/" + pid + "/stat"), 13);
            long began = System.nanoTime();
            long id = worker.nextId();
            worker.send(new Request.StartLadder(
                    id,
                    "libopenh264",
                    List.of(
                            new Request.RungPlan("480p", 480, 1_000, Long.MIN_VALUE),
                            new Request.RungPlan("240p", 240, 300, Long.MIN_VALUE))));
            worker.send(new Request.LadderSource(id, 1, "avc1", avcC, FPS));
            Thread feeder = Thread.ofPlatform().start(() -> feed(worker, id, packets));
            int last = 0;
            long lastUs = packets.getLast().ptsUs();
            while (last < 2) {
                if (worker.next() instanceof Response.RungPacket packet && packet.ptsUs() == lastUs) {
                    last++;
                }
            }
            feeder.join();
            double wall = (System.nanoTime() - began) / 1e9;
            return new Figures(ready, cpu(Path.of("/proc/" + pid + "/stat"), 13) - ready, wall);
        }
    }

    private static void feed(WorkerProcess worker, long id, List<Request.LadderPacket> packets) {
        try {
            for (Request.LadderPacket packet : packets) {
                worker.send(
                        new Request.LadderPacket(id, packet.key(), packet.ptsUs(), packet.dtsUs(), packet.payload()));
            }
        } catch (java.io.IOException gone) {
            throw new java.io.UncheckedIOException(gone);
        }
    }

    private static double commandLine(String ffmpeg, Path source) throws Exception {
        double before = cpu(Path.of("/proc/self/stat"), 15);
        run(List.of(
                ffmpeg,
                "-v",
                "error",
                "-threads",
                "1",
                "-i",
                source.toString(),
                "-filter_complex",
                "[0:v]split=2[a][b];[a]scale=854:480:flags=bicubic[c];[b]scale=426:240:flags=bicubic[d]",
                "-map",
                "[c]",
                "-c:v",
                "libopenh264",
                "-threads",
                "1",
                "-b:v",
                "1000k",
                "-g",
                "30",
                "-f",
                "null",
                "-",
                "-map",
                "[d]",
                "-c:v",
                "libopenh264",
                "-threads",
                "1",
                "-b:v",
                "300k",
                "-g",
                "30",
                "-f",
                "null",
                "-"));
        return cpu(Path.of("/proc/self/stat"), 15) - before;
    }

    private static void run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        String libraries = new File(command.getFirst()).getParent();
        builder.environment().put("LD_LIBRARY_PATH", libraries);
        assertThat(builder.start().waitFor()).isZero();
    }

    /** Two neighbouring fields of a stat file, in seconds: own time at 13, that of waited-for children at 15. */
    private static double cpu(Path stat, int field) throws Exception {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[field - 2]) + Long.parseLong(fields[field - 1])) / TICKS;
    }

    private static byte[] demux(Path file, List<Request.LadderPacket> packets) throws Exception {
        try (NativeArena arena = new NativeArena();
                ByteSource bytes = new ByteSource().add(file, 0, Files.size(file))) {
            Demuxer demuxer = new Demuxer(arena, bytes, Deadline.none());
            int index = demuxer.stream(AVMEDIA_TYPE_VIDEO);
            AVStream stream = demuxer.context().streams(index);
            byte[] avcC = new byte[stream.codecpar().extradata_size()];
            stream.codecpar().extradata().get(avcC);
            long scale = stream.time_base().den();
            while (demuxer.next()) {
                AVPacket packet = demuxer.packet();
                byte[] payload = new byte[packet.size()];
                packet.data().get(payload);
                long pts = av_rescale(packet.pts(), 1_000_000, scale);
                long dts = av_rescale(packet.dts(), 1_000_000, scale);
                packets.add(new Request.LadderPacket(0, (packet.flags() & AV_PKT_FLAG_KEY) != 0, pts, dts, payload));
            }
            return avcC;
        }
    }
}
