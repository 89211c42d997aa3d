package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.rtsp.RtspAddress;
import dev.vitrine.media.engine.rtsp.RtspInlet;
import dev.vitrine.media.engine.rtsp.RtspRedirectException;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fetches a stream of an RTSP server, such as a camera: our own client, from socket to bus without FFmpeg. */
final class RtspPlayer implements Pull.Player {
    private static final int MAX_REDIRECTS = 3;

    private final Stream stream;
    private final PullSource source;
    private final Forward.Dialler dialler;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private volatile @Nullable OutboundConnection connection;
    private volatile boolean stopped;

    RtspPlayer(
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
        RtspAddress address = RtspAddress.of(source.url());
        for (int redirects = 0; ; redirects++) {
            try {
                call(address, stage);
                return;
            } catch (RtspRedirectException elsewhere) {
                if (redirects == MAX_REDIRECTS) {
                    throw elsewhere;
                }
                address = address.redirected(elsewhere.location());
            }
        }
    }

    /** One server; each is looked at by the host's guard. */
    private void call(RtspAddress address, Pull.Stage stage) throws IOException {
        OutboundConnection made = dialler.dial(address.server());
        connection = made;
        try {
            if (!stopped) {
                RtspInlet.play(made, address, remark -> open(made, stage, remark), System::nanoTime);
            }
        } finally {
            connection = null;
            made.close();
        }
    }

    private Publication open(OutboundConnection made, Pull.Stage stage, String remark)
            throws PublisherRefusedException {
        Publication publication = stream.publish(
                new Publisher(
                        "source " + source.name(), "its server", wall.instant(), source.backup(), false, made::close),
                policy.get().refusing());
        stage.now(State.PLAYING, "Gets " + source.name() + "." + remark);
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
