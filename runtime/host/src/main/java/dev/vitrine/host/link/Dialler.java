package dev.vitrine.host.link;

import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.core.link.Fetching;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundGuard.Target;
import dev.vitrine.core.net.OutboundRefused;
import dev.vitrine.core.net.PinnedSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Makes connections for media to addresses that somebody gave, and says in a sentence why there is none. */
public final class Dialler {
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);

    private Dialler() {}

    /**
     * Connects. Blocks for at most about 10 s.
     *
     * @throws IOException if the guard refuses or nothing answers; the message is a sentence for staff
     */
    public static OutboundConnection dial(OutboundGuard guard, String url) throws IOException {
        Target target;
        try {
            target = guard.checkMedia(url, Fetching.DIALLED);
        } catch (OutboundRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        return dial(target);
    }

    /** Connects to what the guard has let pass; otherwise like the other. */
    static Connection dial(Target target) throws IOException {
        PinnedSocket socket = new PinnedSocket(target);
        boolean made = false;
        try {
            socket.readLimit(READ_LIMIT);
            socket.connect();
            Connection connection = new Connection(socket, socket.in(), socket.out());
            made = true;
            return connection;
        } catch (SSLException wrong) {
            throw new IOException(
                    where(target) + " does not speak TLS as it should (" + wrong.getMessage()
                            + "); check the address, or leave out the \"s\" of its beginning if the service says so.",
                    wrong);
        } catch (SocketTimeoutException silent) {
            throw new IOException(where(target) + " does not answer; check host and port.", silent);
        } catch (IOException refused) {
            throw new IOException(
                    "Nothing answers at " + where(target) + " (" + refused.getMessage() + "); check host and port.",
                    refused);
        } finally {
            if (!made) {
                socket.close();
            }
        }
    }

    static String where(Target target) {
        return "\"" + target.host() + ":" + target.port() + "\"";
    }

    /** A connection that was made. */
    record Connection(PinnedSocket socket, InputStream in, OutputStream out) implements OutboundConnection {
        @Override
        public void readLimit(Duration limit) throws IOException {
            socket.readLimit(limit);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
