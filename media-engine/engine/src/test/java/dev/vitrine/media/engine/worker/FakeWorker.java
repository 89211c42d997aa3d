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
import java.util.Optional;

/**
 * A worker program without FFmpeg. A thumbnail of a sample that says {@code exit} or {@code hang} makes it do so; a
 * clip is the pieces one after another; the demonstration is a frame every 10 ms, a key frame every tenth.
 */
public final class FakeWorker {
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
                case Request.Cancel cancel -> {}
            }
        }
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
