package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.rtmp.RtmpInlet;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Fetches a stream of another RTMP server. No FFmpeg is in the way: it is RTMP from socket to bus. */
final class RtmpPlayer extends ServerPlayer {
    RtmpPlayer(
            Stream stream,
            PullSource source,
            Forward.Dialler dialler,
            Supplier<IngestPolicy> policy,
            InstantSource wall) {
        super(stream, source, dialler, policy, wall);
    }

    @Override
    public void play(Pull.Stage stage) throws IOException {
        String url = source().url();
        int cut = url.lastIndexOf('/');
        String server = url.substring(0, cut);
        visit(
                server,
                made -> RtmpInlet.play(
                        made, server, url.substring(cut + 1), () -> publish(made, stage, ""), System::nanoTime));
    }
}
