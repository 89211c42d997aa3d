package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.rtsp.RtspAddress;
import dev.vitrine.media.engine.rtsp.RtspInlet;
import dev.vitrine.media.engine.rtsp.RtspRedirectException;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Fetches a stream of an RTSP server, such as a camera: our own client, from socket to bus without FFmpeg. */
final class RtspPlayer extends ServerPlayer {
    private static final int MAX_REDIRECTS = 3;

    RtspPlayer(
            Stream stream,
            PullSource source,
            Forward.Dialler dialler,
            Supplier<IngestPolicy> policy,
            InstantSource wall) {
        super(stream, source, dialler, policy, wall);
    }

    @Override
    public void play(Pull.Stage stage) throws IOException {
        RtspAddress address = RtspAddress.of(source().url());
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

    private void call(RtspAddress address, Pull.Stage stage) throws IOException {
        visit(
                address.server(),
                made -> RtspInlet.play(made, address, remark -> publish(made, stage, remark), System::nanoTime));
    }
}
