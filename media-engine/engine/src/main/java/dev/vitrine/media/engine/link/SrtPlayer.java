package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.ts.TsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.SocketTimeoutException;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Fetches a stream of an SRT listener, as its caller: a transport stream, taken apart as that of a publisher who comes
 * by himself. SRT is spoken by whoever dials; here are its bytes alone.
 */
final class SrtPlayer extends ServerPlayer {
    SrtPlayer(
            Stream stream,
            PullSource source,
            Forward.Dialler dialler,
            Supplier<IngestPolicy> policy,
            InstantSource wall) {
        super(stream, source, dialler, policy, wall);
    }

    @Override
    public void play(Pull.Stage stage) throws IOException {
        visit(source().url(), made -> {
            PushbackInputStream in = new PushbackInputStream(made.in());
            awaitFirst(in);
            Inflow inflow = new Inflow(made, in, source().name());
            new TsSession(inflow, publish(made, stage, ""), System::nanoTime).run();
            if (!stopped()) {
                throw new IOException("the other side has ended the stream");
            }
        });
    }

    /** Waits for the first byte: nobody is told of a picture that a listener only seemed to have. */
    private static void awaitFirst(PushbackInputStream in) throws IOException {
        try {
            int first = in.read();
            if (first < 0) {
                throw new IOException("it hung up before it sent anything; check the stream id");
            }
            in.unread(first);
        } catch (SocketTimeoutException silent) {
            throw new IOException("it sends nothing; check the stream id, and that it is live", silent);
        }
    }

    /** A connection that was made here, as one that was accepted. */
    private record Inflow(OutboundConnection of, InputStream in, String remote) implements IngestConnection {
        @Override
        public OutputStream out() {
            return of.out();
        }

        @Override
        public void close() {
            of.close();
        }
    }
}
