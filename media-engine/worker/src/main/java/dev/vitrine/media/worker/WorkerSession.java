package dev.vitrine.media.worker;

import dev.vitrine.media.wire.Message;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.wire.Wire;
import dev.vitrine.media.worker.av.ByteSource;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.FFmpeg;
import dev.vitrine.media.worker.clip.Clips;
import dev.vitrine.media.worker.demo.DemoShow;
import dev.vitrine.media.worker.demo.Show;
import dev.vitrine.media.worker.ladder.Ladder;
import dev.vitrine.media.worker.ladder.LadderOutput;
import dev.vitrine.media.worker.play.FilePlayer;
import dev.vitrine.media.worker.probe.Probes;
import dev.vitrine.media.worker.slate.Slate;
import dev.vitrine.media.worker.still.Thumbnails;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One engine's requests: each runs on a thread of its own, within a time limit, and is answered once it is done. */
final class WorkerSession {
    /** Requests that may run side by side; the engine asks for few, so more is a fault of its. */
    private static final int MAX_JOBS = 16;

    private static final Duration THUMBNAIL_LIMIT = Duration.ofSeconds(5);
    private static final Duration SLATE_LIMIT = Duration.ofSeconds(30);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    private static final Duration CLIP_LIMIT = Duration.ofSeconds(60);

    private final Wire wire;
    private final Watchdog watchdog = new Watchdog();
    private final Map<Long, Deadline> jobs = new ConcurrentHashMap<>();
    private final Map<Long, Ladder> ladders = new ConcurrentHashMap<>();
    private final Probes probes = new Probes();

    WorkerSession(Wire wire) {
        this.wire = wire;
    }

    /**
     * Serves until the input ends.
     *
     * @throws IOException if the input is no request, or the output is gone
     */
    void serve() throws IOException {
        while (true) {
            Optional<Message> message = wire.receive();
            if (message.isEmpty()) {
                jobs.values().forEach(Deadline::cancel);
                return;
            }
            if (!(message.get() instanceof Request request)) {
                throw new IOException("a response where a request should be");
            }
            accept(request);
        }
    }

    private void accept(Request request) throws IOException {
        switch (request) {
            case Request.Hello hello -> greet(hello);
            case Request.Ping ping -> wire.send(new Response.Pong(ping.id()));
            case Request.Cancel cancel -> {
                Deadline job = jobs.get(cancel.id());
                if (job != null) {
                    job.cancel();
                }
            }
            case Request.StartDemo demo -> start(demo.id(), "demo", Deadline.none(), job -> show(demo, job));
            case Request.Thumbnail thumbnail ->
                start(thumbnail.id(), "thumbnail", watchdog.limit(THUMBNAIL_LIMIT), job -> picture(thumbnail, job));
            case Request.StartLadder ladder -> ladder(ladder);
            case Request.LadderRungs rungs -> toLadder(rungs);
            case Request.LadderSource source -> toLadder(source);
            case Request.LadderPacket packet -> toLadder(packet);
            case Request.MakeSlate slate ->
                start(slate.id(), "slate", watchdog.limit(SLATE_LIMIT), job -> slate(slate, job));
            case Request.PlayFiles files -> start(files.id(), "play", Deadline.none(), job -> play(files, job));
            case Request.Probe probe ->
                start(probe.id(), "probe", watchdog.limit(PROBE_LIMIT), job -> probes.look(probe, job));
            case Request.Clip clip -> start(clip.id(), "clip", watchdog.limit(CLIP_LIMIT), job -> cut(clip, job));
        }
    }

    private void toLadder(Request request) {
        Ladder ladder = ladders.get(request.id());
        if (ladder != null) {
            ladder.accept(request);
        }
    }

    /** Known before its thread runs, so that nothing that follows is lost. */
    private void ladder(Request.StartLadder request) throws IOException {
        long id = request.id();
        Deadline deadline = Deadline.none();
        Ladder ladder = new Ladder(
                request.encoder(),
                request.rungs(),
                new LadderOutput() {
                    @Override
                    public void config(String rung, long epoch, byte[] avcC, int width, int height, String encoder)
                            throws IOException {
                        wire.send(new Response.RungConfig(id, rung, epoch, avcC, width, height, encoder));
                    }

                    @Override
                    public void packet(String rung, long epoch, boolean key, long ptsUs, byte[] payload)
                            throws IOException {
                        wire.send(new Response.RungPacket(id, rung, epoch, key, ptsUs, payload));
                    }

                    @Override
                    public void mark(long dtsUs) throws IOException {
                        wire.send(new Response.LadderMark(id, dtsUs));
                    }
                },
                deadline);
        ladders.put(id, ladder);
        start(id, "ladder", deadline, job -> {
            try {
                ladder.run();
            } finally {
                ladders.remove(id);
            }
            return new Response.Done(id);
        });
    }

    private Response slate(Request.MakeSlate slate, Deadline deadline) throws Exception {
        Slate.make(slate, deadline, wire::send);
        return new Response.Done(slate.id());
    }

    private void greet(Request.Hello hello) throws IOException {
        if (hello.version() != Message.VERSION) {
            throw new IOException("the engine speaks protocol " + hello.version() + ", this worker " + Message.VERSION);
        }
        FFmpeg.load();
        wire.send(new Response.Ready(
                hello.id(), Message.VERSION, ProcessHandle.current().pid(), FFmpeg.about()));
        Thread.ofPlatform().daemon().name("warm-up").start(FFmpeg::warmUp);
    }

    private interface Job {
        Response run(Deadline deadline) throws Exception;
    }

    private void start(long id, String name, Deadline deadline, Job job) throws IOException {
        if (jobs.size() >= MAX_JOBS) {
            wire.send(new Response.Failed(id, "The worker already has " + MAX_JOBS + " jobs; ask again later."));
            return;
        }
        jobs.put(id, deadline);
        Thread.ofPlatform().daemon().name(name + "-" + id).start(() -> run(id, deadline, job));
    }

    private void run(long id, Deadline deadline, Job job) {
        Response response;
        try {
            response = job.run(deadline);
        } catch (IOException | IllegalArgumentException e) {
            response = new Response.Failed(id, String.valueOf(e.getMessage()));
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            response = new Response.Failed(id, "The worker failed: " + e + ".");
        } finally {
            watchdog.done(deadline);
            jobs.remove(id);
        }
        try {
            wire.send(response);
        } catch (IOException e) {
            // The engine is gone, which the reading thread sees too.
        }
    }

    private Response show(Request.StartDemo demo, Deadline deadline) throws Exception {
        Show.Format format = new Show.Format(
                demo.title(),
                demo.width(),
                demo.height(),
                demo.fps(),
                demo.gopFrames(),
                demo.videoKbps(),
                demo.audioKbps());
        Optional<Path> cacheDir = demo.cacheDir().isEmpty() ? Optional.empty() : Optional.of(Path.of(demo.cacheDir()));
        new DemoShow(format, cacheDir, deadline).run(new DemoShow.Output() {
            @Override
            public void config(byte[] avcC, byte[] asc) throws IOException {
                wire.send(new Response.DemoConfig(
                        demo.id(), avcC, asc, format.width(), format.height(), format.fps(), Show.SAMPLE_RATE, 2));
            }

            @Override
            public void packet(boolean video, boolean key, long timeUs, byte[] payload) throws IOException {
                wire.send(new Response.DemoPacket(demo.id(), video, key, timeUs, timeUs, payload));
            }
        });
        return new Response.Done(demo.id());
    }

    private Response play(Request.PlayFiles files, Deadline deadline) throws Exception {
        List<Path> paths = files.paths().stream().map(Path::of).toList();
        new FilePlayer(paths, files.loop(), files.skipUs(), deadline).run(new FilePlayer.Output() {
            @Override
            public void playing(int index, String problem, String remark) throws IOException {
                wire.send(new Response.Playing(files.id(), index, problem, remark));
            }

            @Override
            public void config(FilePlayer.Format format) throws IOException {
                wire.send(new Response.DemoConfig(
                        files.id(),
                        format.avcC(),
                        format.asc(),
                        format.width(),
                        format.height(),
                        format.fps(),
                        format.sampleRate(),
                        format.channels()));
            }

            @Override
            public void packet(boolean video, boolean key, long ptsUs, long dtsUs, byte[] payload) throws IOException {
                wire.send(new Response.DemoPacket(files.id(), video, key, ptsUs, dtsUs, payload));
            }
        });
        return new Response.Done(files.id());
    }

    private static Response picture(Request.Thumbnail thumbnail, Deadline deadline) throws Exception {
        Thumbnails.Jpeg jpeg = Thumbnails.of(
                thumbnail.fourCc(), thumbnail.config(), thumbnail.sample(), thumbnail.maxWidth(), deadline);
        return new Response.Jpeg(thumbnail.id(), jpeg.width(), jpeg.height(), jpeg.jpeg());
    }

    private static Response cut(Request.Clip clip, Deadline deadline) throws Exception {
        try (ByteSource source = new ByteSource()) {
            source.add(clip.init());
            for (Request.Piece piece : clip.pieces()) {
                source.add(Path.of(piece.path()), piece.offset(), piece.length());
            }
            Clips.Clip made = Clips.cut(source, clip.fromUs(), clip.toUs(), Path.of(clip.target()), deadline);
            return new Response.Clipped(clip.id(), made.fromUs(), made.toUs(), made.bytes());
        }
    }
}
