package dev.vitrine.media.engine.worker;

import dev.vitrine.media.wire.Message;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.wire.Wire;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One worker: a child process, the wire to it, and its heartbeat. Safe from any thread. Whatever goes wrong ends in the
 * process being killed and every open request being answered with {@link Response.Failed}; nothing of it reaches the
 * packets' path.
 */
public final class WorkerProcess {
    /** A start unpacks natives the first time; on a busy machine that takes a while. */
    static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** A worker that answers no ping for this long is stuck and is killed. */
    static final Duration HEARTBEAT_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(WorkerProcess.class.getName());
    private static final Duration HEARTBEAT_PAUSE = Duration.ofSeconds(1);
    private static final long EXIT_WAIT_MS = 1_000;

    /** A process that a signal has ended has this status plus the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int PIPE_BUFFER_BYTES = 64 << 10;

    private final Process process;
    private final Wire wire;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Consumer<Response>> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Response.Ready> ready = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile long heardNanos = System.nanoTime();

    private WorkerProcess(Process process) {
        this.process = process;
        OutputStream out = process.getOutputStream();
        this.wire = new Wire(new BufferedInputStream(process.getInputStream(), PIPE_BUFFER_BYTES), out);
    }

    /** Starts a child process; it is not {@link #ready} yet. */
    static WorkerProcess start(WorkerCommand command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.line());
        // Jobs have threads of their own, and the C library would keep memory for each of them apart.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        WorkerProcess worker = new WorkerProcess(builder.start());
        // Pipes block their thread in the kernel, so these are threads of the platform; two for each of few workers.
        long pid = worker.pid();
        Thread.ofPlatform().daemon().name("media-worker-" + pid).start(worker::receive);
        Thread.ofPlatform().daemon().name("media-worker-" + pid + "-stderr").start(worker::copyErrors);
        Thread.ofVirtual().name("media-worker-" + pid + "-heart").start(worker::beat);
        return worker;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Its process id as text; a log would group the digits of a number. */
    String name() {
        return Long.toString(pid());
    }

    /** Completes when it can work; fails when it ends before. */
    public CompletableFuture<Response.Ready> ready() {
        return ready;
    }

    /** Completes with the reason when it is gone. */
    public CompletableFuture<String> ended() {
        return ended;
    }

    /** Whether the process lives. */
    public boolean isAlive() {
        return !ended.isDone() && process.isAlive();
    }

    /** Whether a signal has stopped the process; false where the system does not tell (proc(5), {@code stat}). */
    public boolean isStopped() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state == 'T' || state == 't';
        } catch (IOException | IndexOutOfBoundsException unknown) {
            return false;
        }
    }

    /**
     * Sends a request that is answered by a series. The consumer is called on the worker's reading thread and ends with
     * the last answer: {@link Response.Done} or {@link Response.Failed}.
     *
     * @return the request's number
     */
    public long request(LongFunction<Request> request, Consumer<Response> answers) {
        long id = ids.incrementAndGet();
        open.put(id, answers);
        try {
            if (ended.isDone()) {
                throw new IOException("it has ended");
            }
            wire.send(request.apply(id));
        } catch (IOException gone) {
            answer(new Response.Failed(id, "The media worker is gone: " + gone.getMessage() + "."));
        }
        return id;
    }

    /** Sends what belongs to an open request and is not answered itself. Blocks while the worker does not read. */
    public void tell(Request part) {
        try {
            wire.send(part);
        } catch (IOException gone) {
            kill(gone.getMessage() + ".");
        }
    }

    /** Sends a request with one answer. {@link Response.Failed} completes the future like any other answer. */
    public CompletableFuture<Response> ask(LongFunction<Request> request) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        request(request, answer::complete);
        return answer;
    }

    /** Ends it at once. */
    public void kill(String why) {
        if (ended.complete(why)) {
            LOG.log(Level.DEBUG, "Media worker {0} ends: {1}", name(), why);
        }
        process.destroyForcibly();
        ready.completeExceptionally(new IOException(why));
        open.keySet().forEach(id -> answer(new Response.Failed(id, "The media worker is gone: " + why)));
    }

    private void receive() {
        String why = "it has exited";
        try {
            while (true) {
                Optional<Message> message = wire.receive();
                if (message.isEmpty()) {
                    break;
                }
                heardNanos = System.nanoTime();
                if (message.get() instanceof Response response) {
                    take(response);
                } else {
                    why = "it sent a request where an answer should be";
                    break;
                }
            }
        } catch (IOException | RuntimeException broken) {
            why = String.valueOf(broken.getMessage());
        }
        kill(exitStatus().orElse(why) + ".");
    }

    /**
     * Why the process ended, if it did. It is gone a moment after its output; and a JVM that crashes first writes a
     * report to its standard output, which reads as an impossible frame.
     */
    private Optional<String> exitStatus() {
        try {
            if (ended.isDone() || !process.waitFor(EXIT_WAIT_MS, TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            int status = process.exitValue();
            return Optional.of(
                    status > SIGNALLED
                            ? "it was ended by signal " + (status - SIGNALLED)
                            : "it exited with status " + status);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void take(Response response) throws IOException {
        if (response instanceof Response.Ready hello) {
            if (hello.version() != Message.VERSION) {
                throw new IOException("it speaks protocol " + hello.version() + " and not " + Message.VERSION);
            }
            ready.complete(hello);
        } else if (!(response instanceof Response.Pong)) {
            answer(response);
        }
    }

    private void answer(Response response) {
        boolean last = switch (response) {
            case Response.DemoConfig config -> false;
            case Response.DemoPacket packet -> false;
            case Response.Playing playing -> false;
            case Response.RungConfig config -> false;
            case Response.RungPacket packet -> false;
            case Response.LadderMark mark -> false;
            default -> true;
        };
        Consumer<Response> consumer = last ? open.remove(response.id()) : open.get(response.id());
        if (consumer != null) {
            consumer.accept(response);
        }
    }

    private void beat() {
        try {
            wire.send(new Request.Hello(ids.incrementAndGet(), Message.VERSION));
            Thread.ofVirtual().name("media-worker-" + pid() + "-guard").start(this::guard);
            do {
                if (ready.isDone()) {
                    wire.send(new Request.Ping(ids.incrementAndGet()));
                }
            } while (!process.waitFor(HEARTBEAT_PAUSE));
        } catch (IOException gone) {
            kill(gone.getMessage() + ".");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Apart from the heart, whose writes stand still when the worker does. */
    private void guard() {
        try {
            do {
                long silentNanos = System.nanoTime() - heardNanos;
                Duration limit = ready.isDone() ? HEARTBEAT_LIMIT : START_LIMIT;
                if (silentNanos > limit.toNanos()) {
                    kill("it has not answered for " + limit.toSeconds() + " s.");
                }
            } while (!process.waitFor(HEARTBEAT_PAUSE));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void copyErrors() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                LOG.log(Level.DEBUG, "media worker {0}: {1}", name(), line);
                line = lines.readLine();
            }
        } catch (IOException ended) {
            LOG.log(Level.DEBUG, "media worker {0}: standard error ended ({1})", name(), ended.getMessage());
        }
    }
}
