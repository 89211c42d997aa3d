package dev.vitrine.media.worker;

import dev.vitrine.media.wire.Message;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.wire.Wire;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A worker as the engine has it: a child process at the other end of two pipes. For one thread. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final Wire wire;
    private final AtomicLong ids = new AtomicLong();

    private WorkerProcess(Process process) {
        this.process = process;
        this.wire = new Wire(new BufferedInputStream(process.getInputStream(), 1 << 16), process.getOutputStream());
    }

    /** Starts a worker on the tests' class path, with the natives unpacked below {@code target}. */
    static WorkerProcess start(String... moreFlags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.cachedir="
                        + Path.of("target", "natives").toAbsolutePath()));
        command.addAll(List.of(moreFlags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "worker-stderr.log").toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "2"); // as the engine does
        return new WorkerProcess(builder.start());
    }

    /** Starts one that has answered {@code Hello}. */
    static WorkerProcess ready(String... moreFlags) throws IOException {
        WorkerProcess worker = start(moreFlags);
        worker.ask(new Request.Hello(worker.nextId(), Message.VERSION));
        return worker;
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    Process process() {
        return process;
    }

    /** The raw way in, for bytes that are no message. */
    OutputStream input() {
        return process.getOutputStream();
    }

    void send(Request request) throws IOException {
        wire.send(request);
    }

    /** Returns the next response. */
    Response next() throws IOException {
        Optional<Message> message = wire.receive();
        if (message.orElse(null) instanceof Response response) {
            return response;
        }
        throw new IOException("the worker said " + message);
    }

    /** Sends a request and returns the next response with its number. */
    Response ask(Request request) throws IOException {
        send(request);
        while (true) {
            Response response = next();
            if (response.id() == request.id()) {
                return response;
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
