package dev.vitrine.host.link;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.core.link.SrtAddress;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundGuard.Target;
import dev.vitrine.core.net.OutboundRefused;
import dev.vitrine.host.ingest.SrtListener;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Calls SRT listeners outside. The protocol runs in a child process for each call, alone with libsrt, which is given
 * the address that the guard has checked and no name; it ends with the connection. Safe from any thread.
 */
public final class SrtDialler {
    /** The program, on the media worker's class path. */
    private static final String MAIN_CLASS = "dev.vitrine.media.worker.srt.SrtCallMain";

    /** A child takes some 50 MB; who forwards to more than this needs another machine's upstream too. */
    private static final int MAX_CALLS = 32;

    private static final long VERSION_LIMIT_S = 30;

    private final Path java;
    private final String classPath;
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private volatile boolean there;

    /** A dialler that starts children with this Java and the media worker's class path. */
    public SrtDialler(Path java, List<Path> classPath) {
        this.java = java;
        this.classPath = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Connects. Blocks for at most about 30 s.
     *
     * @param url the whole address
     * @throws IOException if the guard refuses, libsrt is missing or nobody lets us in; the message is a sentence for
     *     staff without secrets
     */
    public OutboundConnection dial(OutboundGuard guard, String url) throws IOException {
        SrtAddress address;
        Target target;
        try {
            address = SrtAddress.of(url);
            target = guard.checkMedia(address.server(), Set.of(SrtAddress.SCHEME));
        } catch (BadBody bad) {
            throw new IOException(bad.getMessage(), bad);
        } catch (OutboundRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        if (!calls.tryAcquire()) {
            throw new IOException("This server has " + MAX_CALLS
                    + " connections over SRT already, and makes no more; remove a target or source that is not"
                    + " needed.");
        }
        boolean made = false;
        try {
            SrtConnection connection = new SrtConnection(start(MAIN_CLASS), Dialler.where(target), calls::release);
            made = true;
            connection.call(address, target.address().getHostAddress());
            return connection;
        } finally {
            if (!made) {
                calls.release();
            }
        }
    }

    /** Why nothing can be called over SRT: a sentence; empty where libsrt is there. May take a second, once. */
    public Optional<String> missing() {
        if (there) {
            return Optional.empty();
        }
        try {
            Process version = start(SrtListener.MAIN_CLASS, "--version");
            version.getOutputStream().close();
            if (!version.waitFor(VERSION_LIMIT_S, TimeUnit.SECONDS)) {
                version.destroyForcibly();
                return Optional.empty(); // a machine that is busy; the call itself will say
            }
            String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            there = version.exitValue() == 0;
            return there ? Optional.empty() : Optional.of(said);
        } catch (IOException e) {
            return Optional.of("SRT cannot be tried: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Process start(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                program));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
