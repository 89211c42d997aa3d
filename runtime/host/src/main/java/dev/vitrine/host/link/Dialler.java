package dev.vitrine.host.link;

import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.core.link.Destination;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundGuard.Target;
import dev.vitrine.core.net.OutboundRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes connections for media to addresses that somebody gave. The name is resolved once, by the guard; the certificate
 * is checked against the name.
 */
public final class Dialler {
    private static final int CONNECT_MS = 5_000;
    private static final int READ_MS = 10_000;

    private Dialler() {}

    /**
     * Connects. Blocks for at most about 10 s.
     *
     * @throws IOException if the guard refuses or nothing answers; the message is a sentence for staff
     */
    public static OutboundConnection dial(OutboundGuard guard, String url) throws IOException {
        Target target;
        try {
            target = guard.checkMedia(url, Destination.SCHEMES);
        } catch (OutboundRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        return dial(target);
    }

    /** Connects to what the guard has let pass; otherwise like the other. */
    static Connection dial(Target target) throws IOException {
        Socket plain = new Socket();
        boolean made = false;
        try {
            plain.connect(new InetSocketAddress(target.address(), target.port()), CONNECT_MS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(READ_MS);
            Socket socket = target.tls() ? secure(plain, target) : plain;
            Connection connection = new Connection(plain, socket, socket.getInputStream(), socket.getOutputStream());
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
                plain.close();
            }
        }
    }

    static String where(Target target) {
        return "\"" + target.host() + ":" + target.port() + "\"";
    }

    private static Socket secure(Socket plain, Target target) throws IOException {
        String host = target.host();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        SSLSocket socket = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, name, target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (name.chars().anyMatch(Character::isLetter) && name.indexOf(':') < 0) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Closing takes the socket below TLS away: a farewell would wait behind a write that waits. */
    record Connection(Socket plain, Socket socket, InputStream in, OutputStream out) implements OutboundConnection {
        @Override
        public void readLimit(Duration limit) throws IOException {
            plain.setSoTimeout(Math.toIntExact(limit.toMillis()));
        }

        @Override
        public void close() {
            try {
                plain.close();
            } catch (IOException e) {
                // It is closed already.
                return;
            }
        }
    }
}
