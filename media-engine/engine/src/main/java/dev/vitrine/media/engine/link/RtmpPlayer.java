package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.rtmp.RtmpInlet;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fetches a stream of another RTMP server. No FFmpeg is in the way: it is RTMP from socket to bus. */
final class RtmpPlayer implements Pull.Player {
    private final Stream stream;
    private final PullSource source;
    private final Forward.Dialler dialler;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private volatile @Nullable OutboundConnection connection;
    private volatile boolean stopped;

    RtmpPlayer(
            Stream stream,
            PullSource source,
            Forward.Dialler dialler,
            Supplier<IngestPolicy> policy,
            InstantSource wall) {
        this.stream = stream;
        this.source = source;
        this.dialler = dialler;
        this.policy = policy;
        this.wall = wall;
    }

    @Override
    public void play(Pull.Stage stage) throws IOException {
        int cut = source.url().lastIndexOf('/');
        String server = source.url().substring(0, cut);
        OutboundConnection made = dialler.dial(server);
        connection = made;
        try {
            if (stopped) {
                return;
            }
            RtmpInlet.play(made, server, source.url().substring(cut + 1), () -> open(made, stage), System::nanoTime);
        } finally {
            connection = null;
            made.close();
        }
    }

    private Publication open(OutboundConnection made, Pull.Stage stage) throws PublisherRefusedException {
        Publication publication = stream.publish(
                new Publisher(
                        "source " + source.name(), "its server", wall.instant(), source.backup(), false, made::close),
                policy.get().refusing());
        stage.now(State.PLAYING, "Gets " + source.name() + ".");
        return publication;
    }

    @Override
    public void stop() {
        stopped = true;
        OutboundConnection current = connection;
        if (current != null) {
            current.close();
        }
    }
}
