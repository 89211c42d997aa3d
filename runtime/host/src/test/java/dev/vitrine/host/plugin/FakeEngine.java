package dev.vitrine.host.plugin;

import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine whose publishers say who they are and whose picture is its name. */
public final class FakeEngine implements MediaEngine {
    final String name;
    final Map<String, StreamState> streams = new ConcurrentHashMap<>();
    final List<MediaSink> sinks = new CopyOnWriteArrayList<>();
    final List<String> demos = new CopyOnWriteArrayList<>();
    final List<String> served = new CopyOnWriteArrayList<>();

    public FakeEngine(String name) {
        this.name = name;
    }

    @Override
    public void serveRtmp(IngestConnection connection) throws IOException {
        served.add(connection.remote());
        while (true) {
            int read = connection.in().read();
            if (read < 0) {
                return;
            }
            connection.out().write(read);
            connection.out().flush();
        }
    }

    @Override
    public void serveTs(IngestConnection connection, String streamKey) throws IOException {
        served.add(streamKey);
        connection.in().transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public Subscription subscribe(String event, String rung, MediaFormat format, MediaSink sink) {
        sinks.add(sink);
        return () -> sinks.remove(sink);
    }

    void show() {
        ByteBuffer picture = ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
        sinks.forEach(sink -> sink.accept(new MediaUnit(MediaUnit.Kind.MEDIA, true, 0, 0, picture)));
    }

    @Override
    public Optional<byte[]> thumbnail(String event) {
        return Optional.of(name.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void startDemoSource(String event) {
        demos.add(event);
    }

    @Override
    public Optional<StreamStatus> status(String event) {
        return Optional.ofNullable(streams.get(event))
                .map(state -> new StreamStatus(
                        event, state, Instant.EPOCH, Optional.empty(), Instant.EPOCH, 0, 0, "", name, 0, 0, 0));
    }

    @Override
    public List<Rung> rungs(String event) {
        return List.of(new Rung(Rung.SOURCE, 0, 0, 0, 0, "", name));
    }

    @Override
    public CompletionStage<ClipFile> clip(ClipRequest request) {
        return CompletableFuture.completedFuture(new ClipFile(Path.of(name), 0, 0, 0));
    }
}
