package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fetches over one connection to another server at a time, which a stop closes. */
abstract class ServerPlayer implements Pull.Player {
    private final Stream stream;
    private final PullSource source;
    private final Forward.Dialler dialler;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private volatile @Nullable OutboundConnection connection;
    private volatile boolean stopped;

    /** What is done with a connection. */
    @FunctionalInterface
    interface Visit {
        void to(OutboundConnection server) throws IOException;
    }

    ServerPlayer(
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

    final PullSource source() {
        return source;
    }

    final boolean stopped() {
        return stopped;
    }

    /** Connects to an address that the host's guard looks at, and closes the connection afterwards. */
    final void visit(String url, Visit visit) throws IOException {
        OutboundConnection made = dialler.dial(url);
        connection = made;
        try {
            if (!stopped) {
                visit.to(made);
            }
        } finally {
            connection = null;
            made.close();
        }
    }

    /**
     * Begins the event's picture from a server that has one.
     *
     * @param remark what else staff are told of it, with a space before, or nothing
     */
    final Publication publish(OutboundConnection server, Pull.Stage stage, String remark)
            throws PublisherRefusedException {
        Publication publication = stream.publish(
                new Publisher(
                        "source " + source.name(), "its server", wall.instant(), source.backup(), false, server::close),
                policy.get().refusing());
        stage.now(State.PLAYING, "Gets " + source.name() + "." + remark);
        return publication;
    }

    @Override
    public final void stop() {
        stopped = true;
        OutboundConnection current = connection;
        if (current != null) {
            current.close();
        }
    }
}
