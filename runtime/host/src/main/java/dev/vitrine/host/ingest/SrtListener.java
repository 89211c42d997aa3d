package dev.vitrine.host.ingest;

import dev.vitrine.core.HouseException;
import dev.vitrine.host.Settings;
import dev.vitrine.host.plugin.EngineRouter;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The port of publishers over SRT. The protocol runs in a child process, alone with libsrt, since it is native code
 * that anybody's packets reach; if it dies, its callers are gone and another one takes the port. What callers send goes
 * to the engine in service like that of any other publisher. The messages are described at the program,
 * {@code dev.vitrine.media.worker.srt.SrtMain}.
 */
public final class SrtListener implements AutoCloseable {
    /** The program, on the media worker's class path. */
    public static final String MAIN_CLASS = "dev.vitrine.media.worker.srt.SrtMain";

    /** SRT's usual delay for mending losses. */
    static final int LATENCY_MS = 120;

    private static final Logger LOG = System.getLogger(SrtListener.class.getName());
    private static final long START_LIMIT_S = 60;
    private static final long RESTART_PAUSE_MS = 1_000;
    private static final int LISTENING = 1;
    private static final int CALLER = 2;
    private static final int DATA = 3;
    private static final int GONE = 4;
    private static final int FAILED = 5;
    private static final int CLOSE = 6;
    private static final int MAX_MESSAGE_BYTES = 64 << 10;
    private static final int BUFFER_BYTES = 64 << 10;

    private final String bind;
    private final String passphrase;
    private final Path java;
    private final String classPath;
    private final EngineRouter engines;
    private final Map<Integer, SrtCaller> callers = new ConcurrentHashMap<>();
    private volatile int port;
    private volatile boolean closed;
    private volatile @Nullable Process process;

    private SrtListener(String bind, Settings.Srt srt, Path java, List<Path> classPath, EngineRouter engines) {
        this.bind = bind;
        this.port = srt.port();
        this.passphrase = srt.passphrase();
        this.java = java;
        this.classPath = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        this.engines = engines;
    }

    /**
     * Opens the port. With a passphrase, callers without it, or with another one, are refused at the handshake.
     *
     * @param classPath of the media worker
     * @throws HouseException if it cannot, such as where libsrt is missing
     */
    public static SrtListener open(
            String bind, Settings.Srt srt, Path java, List<Path> classPath, EngineRouter engines) {
        SrtListener listener = new SrtListener(bind, srt, java, classPath, engines);
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("srt").start(() -> listener.run(listening));
        try {
            listener.port = listening.orTimeout(START_LIMIT_S, TimeUnit.SECONDS).join();
            return listener;
        } catch (CompletionException failed) {
            listener.close();
            String why = String.valueOf(
                    failed.getCause() == null ? "" : failed.getCause().getMessage());
            throw new HouseException(
                    "SRT cannot be offered on port " + srt.port() + ": " + why + " Or leave out --srt.", failed);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    private void run(CompletableFuture<Integer> listening) {
        while (!closed) {
            try {
                serve(listening);
            } catch (IOException ended) {
                listening.completeExceptionally(ended);
                if (!closed && !listening.isCompletedExceptionally()) {
                    LOG.log(Level.INFO, "The SRT listener has ended ({0}) and is started again.", ended.getMessage());
                }
            } finally {
                callers.values().forEach(SrtCaller::end);
                callers.clear();
            }
            if (listening.isCompletedExceptionally()) {
                return;
            }
            try {
                Thread.sleep(RESTART_PAUSE_MS);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void serve(CompletableFuture<Integer> listening) throws IOException {
        Process child = new ProcessBuilder(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        MAIN_CLASS,
                        bind,
                        Integer.toString(port),
                        Integer.toString(LATENCY_MS))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = child;
        if (closed) {
            child.destroyForcibly();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(child.getInputStream(), BUFFER_BYTES));
                DataOutputStream out = new DataOutputStream(child.getOutputStream())) {
            out.writeUTF(passphrase);
            out.flush();
            while (true) {
                int type = in.readUnsignedByte();
                int caller = in.readInt();
                int length = in.readInt();
                if (length < 0 || length > MAX_MESSAGE_BYTES) {
                    throw new IOException("a message of " + length + " bytes");
                }
                byte[] bytes = in.readNBytes(length);
                switch (type) {
                    case LISTENING -> listening.complete(caller);
                    case CALLER -> greet(caller, new String(bytes, StandardCharsets.UTF_8), out);
                    case DATA -> {
                        SrtCaller known = callers.get(caller);
                        if (known != null) {
                            known.feed(bytes);
                        }
                    }
                    case GONE -> {
                        SrtCaller known = callers.remove(caller);
                        if (known != null) {
                            known.end();
                        }
                    }
                    case FAILED -> throw new IOException(new String(bytes, StandardCharsets.UTF_8));
                    default -> throw new IOException("a message of the unknown type " + type);
                }
            }
        } finally {
            child.destroyForcibly();
        }
    }

    private void greet(int number, String addressAndId, DataOutputStream out) {
        int zero = addressAndId.indexOf('\0');
        String remote = zero < 0 ? addressAndId : addressAndId.substring(0, zero);
        String streamId = zero < 0 ? "" : addressAndId.substring(zero + 1);
        SrtCaller caller = new SrtCaller(remote, () -> hangUp(number, out));
        callers.put(number, caller);
        Thread.ofVirtual().name("ingest-srt-" + remote).start(() -> serve(caller, streamId));
    }

    private void serve(SrtCaller caller, String streamId) {
        try (caller) {
            String key = StreamId.key(streamId)
                    .orElseThrow(() -> new IOException(
                            "its stream id names no stream key; publish to srt://HOST:PORT?streamid=STREAMKEY"));
            engines.serveTs(caller, key);
        } catch (IOException e) {
            LOG.log(Level.INFO, "Publisher {0} left: {1}", caller.remote(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Publisher " + caller.remote() + " broke the media engine.", e);
        }
    }

    private static void hangUp(int number, DataOutputStream out) {
        synchronized (out) {
            try {
                out.writeByte(CLOSE);
                out.writeInt(number);
                out.writeInt(0);
                out.flush();
            } catch (IOException gone) {
                LOG.log(Level.DEBUG, "The SRT listener is gone.", gone);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Process child = process;
        if (child != null) {
            child.destroyForcibly();
        }
    }
}
