package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.FlvFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** An RTMP server that plays a file to whoever asks for the stream {@code show-key}: a round for each permit. */
public final class RtmpStage implements AutoCloseable {
    /** The only stream there is. */
    public static final String NAME = "show-key";

    private final ServerSocket listener = new ServerSocket();
    private final Semaphore rounds = new Semaphore(0);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Socket current = new Socket();

    /** Listens on a free port of the loopback address. */
    public RtmpStage() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("rtmp-stage").start(this::accept);
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How often it was called. */
    public int calls() {
        return calls.get();
    }

    /** Plays two seconds, at once. */
    public void play() {
        rounds.release();
    }

    /** Cuts whoever watches off. */
    public void cut() throws IOException {
        current.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                current = socket;
                calls.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            ByteSource in = new ByteSource(socket.getInputStream());
            Handshake.accept(in, socket.getOutputStream(), new Random(1));
            ChunkReader reader = new ChunkReader(in);
            ChunkWriter writer = new ChunkWriter(socket.getOutputStream());
            for (Optional<Message> next = reader.read(); next.isPresent(); next = reader.read()) {
                if (next.get().type() == Message.COMMAND
                        && answer(writer, Amf0.read(next.get().payload(), 0))) {
                    show(writer);
                }
            }
        } catch (IOException | InterruptedException gone) {
            return;
        }
    }

    private static boolean answer(ChunkWriter writer, List<AmfValue> command) throws IOException {
        String name = command.getFirst().text();
        AmfValue nothing = new AmfValue.Nothing();
        switch (name) {
            case "connect" -> say(writer, "_result", command.get(1), nothing, nothing);
            case "createStream" -> say(writer, "_result", command.get(1), nothing, new AmfValue.Num(1));
            case "play" -> {
                boolean known = command.get(3).text().equals(NAME);
                say(
                        writer,
                        "onStatus",
                        new AmfValue.Num(0),
                        nothing,
                        new AmfValue.Obj(Map.of(
                                "level",
                                new AmfValue.Text(known ? "status" : "error"),
                                "code",
                                new AmfValue.Text(known ? "NetStream.Play.Start" : "NetStream.Play.StreamNotFound"),
                                "description",
                                new AmfValue.Text("stream " + command.get(3).text()))));
                return known;
            }
            default -> {}
        }
        return false;
    }

    private static void say(ChunkWriter writer, String name, AmfValue... values) throws IOException {
        AmfValue[] all = new AmfValue[values.length + 1];
        all[0] = new AmfValue.Text(name);
        System.arraycopy(values, 0, all, 1, values.length);
        writer.write(3, new Message(Message.COMMAND, 0, 0, Amf0.write(all)));
    }

    private void show(ChunkWriter writer) throws IOException, InterruptedException {
        for (int round = 0; ; round++) {
            rounds.acquire();
            for (FlvFile.Tag tag : FlvFile.read(FlvFile.SAMPLE)) {
                writer.write(
                        tag.type() == 8 ? 4 : 6,
                        new Message(tag.type(), 1, tag.timestamp() + round * 2_000, tag.payload()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        current.close();
    }
}
