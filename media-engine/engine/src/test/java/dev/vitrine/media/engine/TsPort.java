package dev.vitrine.media.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for the other side of SRT with what SRT is to the engine: a connection that carries a transport stream. */
final class TsPort implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final AtomicInteger calls = new AtomicInteger();
    private final List<SocketIngest> open = new CopyOnWriteArrayList<>();

    /** What is done with a caller. */
    @FunctionalInterface
    interface Service {
        void serve(SocketIngest caller) throws IOException;
    }

    TsPort(Service service) throws IOException {
        Thread.ofVirtual().name("ts-port").start(() -> accept(service));
    }

    int port() {
        return listener.getLocalPort();
    }

    int calls() {
        return calls.get();
    }

    /** Hangs up on all who are there. */
    void cut() {
        open.forEach(SocketIngest::close);
        open.clear();
    }

    private void accept(Service service) {
        while (!listener.isClosed()) {
            try {
                SocketIngest caller = new SocketIngest(listener.accept());
                open.add(caller);
                calls.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(service, caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Service service, SocketIngest caller) {
        try (caller) {
            service.serve(caller);
        } catch (IOException gone) {
            // the other side sees the end of it
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
