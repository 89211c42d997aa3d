package dev.vitrine.media.engine;

import dev.vitrine.api.media.MediaEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens for publishers as the host does: a virtual thread each, reads of at most 10 s. */
public final class RtmpPort implements AutoCloseable {
    private static final int IDLE_MS = 10_000;

    private final MediaEngine engine;
    private final ServerSocket listener;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Listens on a port of the loopback address; 0 picks a free one. */
    public RtmpPort(MediaEngine engine, int port) throws IOException {
        this.engine = engine;
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().name("rtmp-port").start(this::accept);
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** What connections ended with, badly. */
    public List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setSoTimeout(IDLE_MS);
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(new SocketIngest(socket)));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SocketIngest connection) {
        try (connection) {
            engine.serveRtmp(connection);
        } catch (IOException bad) {
            complaints.add(bad.getMessage() == null ? bad.toString() : bad.getMessage());
        }
    }
}
