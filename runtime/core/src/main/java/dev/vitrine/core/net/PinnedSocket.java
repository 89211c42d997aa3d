package dev.vitrine.core.net;

import dev.vitrine.core.net.OutboundGuard.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to the very address that the guard has checked, since whoever resolves a name again may be led somewhere
 * else. With TLS the certificate is checked against the name. For one thread, but {@link #close}, which is for any.
 */
public final class PinnedSocket implements AutoCloseable {
    private static final int CONNECT_MS = 5_000;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Target target;
    private final Socket plain = new Socket();
    private final CompletableFuture<Void> deadline = new CompletableFuture<>();
    private Socket socket = plain;

    /** Not yet connected. */
    public PinnedSocket(Target target) {
        this.target = target;
    }

    /**
     * Closes the connection after that long, whatever it is doing: a peer that sends a byte at a time has no other
     * limit.
     */
    public void closeAfter(Duration limit) {
        deadline.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            closePlain();
            return null;
        });
    }

    /** Whether the time given to {@link #closeAfter} was over. */
    public boolean isLate() {
        return deadline.isCompletedExceptionally();
    }

    /**
     * How long a read may wait, the handshake's included.
     *
     * @throws IOException if the connection is closed
     */
    public void readLimit(Duration limit) throws IOException {
        plain.setSoTimeout(Math.toIntExact(limit.toMillis()));
    }

    /**
     * Connects, and shakes hands where the address says TLS. Blocks for at most {@value #CONNECT_MS} ms and the
     * handshake.
     *
     * @throws IOException if nothing answers or the certificate is not the host's
     */
    public void connect() throws IOException {
        plain.connect(new InetSocketAddress(target.address(), target.port()), CONNECT_MS);
        plain.setTcpNoDelay(true);
        if (target.tls()) {
            socket = secure();
        }
    }

    private Socket secure() throws IOException {
        String host = target.host();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        SSLSocket secured = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, name, target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (name.chars().anyMatch(Character::isLetter) && name.indexOf(':') < 0) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /**
     * What the peer sends.
     *
     * @throws IOException if the connection is closed
     */
    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /**
     * What goes to the peer.
     *
     * @throws IOException if the connection is closed
     */
    public OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Value of the {@code Host} header of a request to a target. */
    public static String hostHeader(Target target) {
        boolean usual = target.port() == (target.tls() ? HTTPS_PORT : HTTP_PORT);
        return usual ? target.host() : target.host() + ":" + target.port();
    }

    /** Takes the socket below TLS away: a farewell would wait behind a write that waits. */
    @Override
    public void close() {
        deadline.complete(null);
        closePlain();
    }

    private void closePlain() {
        try {
            plain.close();
        } catch (IOException e) {
            // It is closed already.
            return;
        }
    }
}
