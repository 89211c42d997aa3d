package dev.vitrine.host.ingest;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.core.HouseException;
import dev.vitrine.host.plugin.EngineRouter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The port that publishers connect to. It belongs to the host, so that a new media engine takes new publishers on the
 * same port while the old one finishes those it has. One virtual thread per publisher; a bounded number of them.
 */
public final class IngestListener implements AutoCloseable {
    /** Publishers at once. A machine encodes far fewer; the bound is against a flood of connections. */
    static final int MAX_CONNECTIONS = 256;
    /** A publisher that sends nothing for this long is gone. */
    static final int IDLE_LIMIT_MS = 10_000;
    /** A TLS handshake that takes longer is somebody who keeps us waiting. */
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(IngestListener.class.getName());
    private static final int BACKLOG = 64;
    private static final int IN_BUFFER_BYTES = 64 << 10;
    private static final int OUT_BUFFER_BYTES = 8 << 10;

    private final ServerSocket socket;
    private final EngineRouter engines;
    private final Optional<SSLSocketFactory> tls;
    private final Semaphore places;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    private IngestListener(
            ServerSocket socket, EngineRouter engines, Optional<SSLSocketFactory> tls, int maxConnections) {
        this.socket = socket;
        this.tls = tls;
        this.engines = engines;
        this.places = new Semaphore(maxConnections);
    }

    /**
     * Opens the port.
     *
     * @throws HouseException if it is taken
     */
    public static IngestListener open(String bind, int port, EngineRouter engines) {
        return open(bind, port, engines, Optional.empty(), MAX_CONNECTIONS);
    }

    /**
     * Opens the port of RTMP over TLS (RTMPS).
     *
     * @throws HouseException if it is taken
     */
    public static IngestListener openSecure(String bind, int port, SSLContext context, EngineRouter engines) {
        return open(bind, port, engines, Optional.of(context.getSocketFactory()), MAX_CONNECTIONS);
    }

    static IngestListener open(
            String bind, int port, EngineRouter engines, Optional<SSLSocketFactory> tls, int maxConnections) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), port), BACKLOG);
            IngestListener listener = new IngestListener(socket, engines, tls, maxConnections);
            Thread.ofPlatform().daemon().name("ingest-accept").start(listener::accept);
            return listener;
        } catch (IOException e) {
            throw new HouseException(
                    "Port " + port + " for RTMP" + (tls.isPresent() ? "S" : "") + " cannot be opened on " + bind + " ("
                            + e.getMessage() + "); stop what uses it or give another --rtmp"
                            + (tls.isPresent() ? "s" : "") + ".",
                    e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                take(socket.accept());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "A publisher could not be accepted: {0}", e.getMessage());
                }
            }
        }
    }

    private void take(Socket accepted) throws IOException {
        if (!engines.present() || !places.tryAcquire()) {
            String reason = engines.present() ? "there are too many publishers" : "there is no media engine in service";
            LOG.log(System.Logger.Level.INFO, "Turned {0} away: {1}.", accepted.getRemoteSocketAddress(), reason);
            accepted.close();
            return;
        }
        Connection connection;
        try {
            accepted.setTcpNoDelay(true);
            accepted.setSoTimeout(IDLE_LIMIT_MS);
            connection = new Connection(tls.isPresent() ? wrapped(tls.get(), accepted) : accepted);
        } catch (IOException e) {
            places.release();
            accepted.close();
            throw e;
        }
        open.add(connection);
        Thread.ofVirtual().name("ingest-" + connection.remote()).start(() -> serve(connection));
    }

    /** The same connection behind TLS; nothing is read here. */
    private static Socket wrapped(SSLSocketFactory factory, Socket accepted) throws IOException {
        Socket wrapped = factory.createSocket(accepted, null, accepted.getPort(), true);
        ((SSLSocket) wrapped).setUseClientMode(false);
        return wrapped;
    }

    private void serve(Connection connection) {
        try (connection) {
            if (connection.socket instanceof SSLSocket secure) {
                shakeHands(secure);
            }
            engines.serveRtmp(connection);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "Publisher {0} left: {1}", connection.remote(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Publisher " + connection.remote() + " broke the media engine.", e);
        } finally {
            open.remove(connection);
            places.release();
        }
    }

    /** The handshake within its limit; each read in it has the idle limit besides. */
    private static void shakeHands(SSLSocket secure) throws IOException {
        Thread watch = Thread.ofVirtual().name("ingest-handshake-limit").start(() -> {
            try {
                Thread.sleep(HANDSHAKE_LIMIT);
                secure.close();
            } catch (InterruptedException | IOException done) {
                // it is over in time, or closed already
            }
        });
        try {
            secure.startHandshake();
        } catch (SSLException e) {
            throw new IOException(
                    "no TLS handshake (" + e.getMessage() + "); use rtmps:// here, rtmp:// on its own port", e);
        } finally {
            watch.interrupt();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The RTMP port does not close.", e);
        }
        open.forEach(Connection::close);
    }

    /** An accepted socket. */
    private static final class Connection implements IngestConnection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final String remote;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), IN_BUFFER_BYTES);
            this.out = new BufferedOutputStream(socket.getOutputStream(), OUT_BUFFER_BYTES);
            this.remote = socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
        }

        @Override
        public InputStream in() {
            return in;
        }

        @Override
        public OutputStream out() {
            return out;
        }

        @Override
        public String remote() {
            return remote;
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "A publisher's socket does not close.", e);
            }
        }
    }
}
