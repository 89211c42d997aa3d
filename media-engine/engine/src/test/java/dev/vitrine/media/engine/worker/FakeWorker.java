package dev.vitrine.media.engine.worker;

import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.wire.Message;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.wire.Wire;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A worker program without FFmpeg. A thumbnail of a sample that says {@code exit} or {@code hang} makes it do so; a
 * clip is the pieces one after another; the demonstration is a frame every 10 ms, a key frame every tenth, and so is a
 * file that is played; one in webm comes with a remark.
 */
public final class FakeWorker {
    /** Length of a picture that this worker cannot bear. */
    public static final int POISON_BYTES = 66;

    private static final Map<String, Request.RungPlan> RUNGS = new LinkedHashMap<>();
    private static final Set<String> BEGUN = new HashSet<>();
    private static final Set<Long> CANCELLED = ConcurrentHashMap.newKeySet();
    private static final long FILE_US = 500_000;
    private static long epoch;

    private FakeWorker() {}

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws Exception {
        Wire wire = new Wire(new BufferedInputStream(System.in), new FileOutputStream(FileDescriptor.out));
        System.err.println("a fake worker, for tests");
        while (true) {
            Optional<Message> message = wire.receive();
            if (message.isEmpty()) {
                System.exit(0);
            }
            switch ((Request) message.get()) {
                case Request.Hello hello ->
                    wire.send(new Response.Ready(
                            hello.id(), Message.VERSION, ProcessHandle.current().pid(), "a fake worker"));
                case Request.Ping ping -> wire.send(new Response.Pong(ping.id()));
                case Request.Thumbnail thumbnail -> picture(wire, thumbnail);
                case Request.Clip clip -> wire.send(clip(clip));
                case Request.StartDemo demo -> Thread.ofPlatform().daemon().start(() -> demonstrate(wire, demo.id()));
                case Request.StartLadder ladder -> ladder(ladder.rungs());
                case Request.LadderRungs change -> ladder(change.rungs());
                case Request.LadderSource source -> epoch = source.epoch();
                case Request.LadderPacket packet -> encode(wire, packet);
                case Request.MakeSlate slate -> slate(wire, slate);
                case Request.Probe probe -> wire.send(new Response.Probed(probe.id(), 0.5, 0, Double.NaN, -6, 0, -23));
                case Request.PlayFiles files -> Thread.ofPlatform().daemon().start(() -> play(wire, files));
                case Request.Cancel cancel -> CANCELLED.add(cancel.id());
            }
        }
    }

    private static void ladder(List<Request.RungPlan> rungs) {
        Map<String, Request.RungPlan> before = Map.copyOf(RUNGS);
        RUNGS.clear();
        rungs.forEach(rung -> RUNGS.put(rung.name(), before.getOrDefault(rung.name(), rung)));
        BEGUN.retainAll(RUNGS.keySet());
    }

    /** Each rung is the source under another name; a picture of 66 bytes makes the worker crash. */
    private static void encode(Wire wire, Request.LadderPacket packet) throws IOException {
        if (packet.payload().length == POISON_BYTES) {
            System.exit(4);
        }
        for (Request.RungPlan rung : RUNGS.values()) {
            boolean goesOn = rung.afterUs() != Long.MIN_VALUE;
            if (packet.ptsUs() <= rung.afterUs() || !BEGUN.contains(rung.name()) && !packet.key() && !goesOn) {
                continue;
            }
            boolean first = BEGUN.add(rung.name());
            if (first) {
                wire.send(
                        new Response.RungConfig(packet.id(), rung.name(), epoch, Samples.AVC_720P, 1280, 720, "fake"));
            }
            wire.send(new Response.RungPacket(
                    packet.id(), rung.name(), epoch, packet.key() || first, packet.ptsUs(), packet.payload()));
        }
        wire.send(new Response.LadderMark(packet.id(), packet.dtsUs()));
    }

    private static void slate(Wire wire, Request.MakeSlate slate) throws IOException {
        wire.send(new Response.DemoConfig(
                slate.id(), Samples.AVC_720P, Samples.AAC_48K_STEREO, 1280, 720, slate.fps(), 48_000, 2));
        for (int i = 0; i < slate.frames(); i++) {
            long us = i * 1_000_000L / slate.fps();
            wire.send(new Response.DemoPacket(slate.id(), true, i == 0, us, us, Samples.frame(i == 0, 200)));
        }
        for (long us = 0; us < slate.frames() * 1_000_000L / slate.fps(); us += 21_333) {
            wire.send(new Response.DemoPacket(slate.id(), false, true, us, us, new byte[] {1, 2}));
        }
        wire.send(new Response.Done(slate.id()));
    }

    private static void picture(Wire wire, Request.Thumbnail thumbnail) throws Exception {
        String order = new String(thumbnail.sample(), StandardCharsets.US_ASCII);
        if (order.equals("exit")) {
            System.exit(3);
        }
        if (order.equals("hang")) {
            Thread.sleep(Long.MAX_VALUE);
        }
        byte[] jpeg = ("picture of " + thumbnail.sample().length + " bytes").getBytes(StandardCharsets.US_ASCII);
        wire.send(new Response.Jpeg(thumbnail.id(), 640, 360, jpeg));
    }

    private static Response clip(Request.Clip clip) throws IOException {
        Path target = Path.of(clip.target());
        try (OutputStream out = Files.newOutputStream(target)) {
            out.write(clip.init());
            for (Request.Piece piece : clip.pieces()) {
                Files.copy(Path.of(piece.path()), out);
            }
        }
        return new Response.Clipped(clip.id(), clip.fromUs(), clip.toUs(), Files.size(target));
    }

    /** A file called broken does not play; any other one is half a second, and the next one goes on from there. */
    private static void play(Wire wire, Request.PlayFiles files) {
        try {
            long us = 0;
            boolean first = true;
            long skip = files.skipUs() / FILE_US;
            skip = files.loop() ? skip % files.paths().size() : skip;
            boolean skipped = skip > 0;
            do {
                long before = us;
                for (int index = 0; index < files.paths().size(); index++) {
                    if (skip > 0) {
                        skip--;
                        continue;
                    }
                    if (files.paths().get(index).contains("broken")) {
                        wire.send(new Response.Playing(files.id(), index, "\"broken.mp4\" is no film.", ""));
                        continue;
                    }
                    String path = files.paths().get(index);
                    wire.send(new Response.Playing(
                            files.id(), index, "", path.endsWith(".webm") ? "It is encoded anew." : ""));
                    if (first) {
                        wire.send(new Response.DemoConfig(
                                files.id(), Samples.AVC_720P, Samples.AAC_48K_STEREO, 1280, 720, 100, 48_000, 2));
                        first = false;
                    }
                    for (int frame = 0; frame < 50; frame++) {
                        if (CANCELLED.contains(files.id())) {
                            wire.send(new Response.Done(files.id()));
                            return;
                        }
                        boolean key = frame % 10 == 0;
                        wire.send(new Response.DemoPacket(files.id(), true, key, us, us, Samples.frame(key, 100)));
                        us += 10_000;
                        Thread.sleep(10);
                    }
                }
                if (us == before && !skipped) {
                    wire.send(new Response.Failed(files.id(), "\"broken.mp4\" is no film."));
                    return;
                }
            } while (files.loop());
            wire.send(new Response.Done(files.id()));
        } catch (IOException | InterruptedException gone) {
            System.exit(1);
        }
    }

    private static void demonstrate(Wire wire, long id) {
        try {
            wire.send(new Response.DemoConfig(id, Samples.AVC_720P, Samples.AAC_48K_STEREO, 1280, 720, 100, 48_000, 2));
            for (long frame = 0; ; frame++) {
                boolean key = frame % 10 == 0;
                long us = frame * 10_000;
                wire.send(new Response.DemoPacket(id, true, key, us, us, Samples.frame(key, 100)));
                Thread.sleep(10);
            }
        } catch (IOException | InterruptedException gone) {
            System.exit(1);
        }
    }
}
