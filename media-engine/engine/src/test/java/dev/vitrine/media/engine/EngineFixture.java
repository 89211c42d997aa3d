package dev.vitrine.media.engine;

import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.rtmp.RtmpClient;
import dev.vitrine.media.engine.worker.FakeWorker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine with a port for publishers, fake workers and a sink, all real otherwise. */
final class EngineFixture implements AutoCloseable {
    final LocalHost host;
    final VitrineMediaEngine engine;
    final RtmpPort port;
    final List<MediaUnit> units = new CopyOnWriteArrayList<>();
    private final LocalContext context;

    EngineFixture(Path directory) throws IOException {
        this(directory, InstantSource.system());
    }

    EngineFixture(Path directory, InstantSource clock) throws IOException {
        host = new LocalHost(directory.resolve("recordings"));
        context = new LocalContext(directory, clock);
        engine = new VitrineMediaEngine(host, context, FakeWorker.class.getName());
        port = new RtmpPort(engine, 0);
        engine.subscribe("drop", Rung.SOURCE, MediaFormat.FMP4, units::add);
    }

    RtmpClient client() throws IOException {
        return new RtmpClient(port.port());
    }

    /** A client that publishes the event "drop". */
    RtmpClient publisher() throws IOException {
        RtmpClient client = client();
        client.connect("live");
        String answer = client.publish("key-of-drop");
        if (!answer.startsWith("NetStream.Publish.Start")) {
            throw new IOException(answer);
        }
        return client;
    }

    /** Everything but the configurations, as one file. */
    byte[] file() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (MediaUnit unit : units) {
            if (unit.kind() != MediaUnit.Kind.CONFIG) {
                ByteBuffer payload = unit.payload().duplicate();
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                file.writeBytes(bytes);
            }
        }
        return file.toByteArray();
    }

    @Override
    public void close() throws IOException {
        port.close();
        engine.close();
        context.close();
    }
}
