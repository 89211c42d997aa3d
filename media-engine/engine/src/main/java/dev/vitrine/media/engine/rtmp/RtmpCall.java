package dev.vitrine.media.engine.rtmp;

import dev.vitrine.api.media.OutboundConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's side of a conversation with another RTMP server, up to the point where media flows (RTMP 1.0, 5.2 and
 * 7.2). One thread reads, one writes.
 */
final class RtmpCall {
    private static final int OUT_CHUNK_BYTES = 16 << 10;

    /** A server that has not come to the point by then never will. */
    private static final int MAX_ANSWERS = 64;

    private static final int MAX_FOREIGN_CHARACTERS = 200;
    private static final int MIN_ACK_WINDOW_BYTES = 16 << 10;
    private static final int COMMAND_CHUNKS = 3;
    private static final int PING_REQUEST = 6;
    private static final int PING_RESPONSE = 7;
    private static final int CONNECT = 1;
    private static final int CREATE_STREAM = 4;
    private static final AmfValue NOTHING = new AmfValue.Nothing();

    private final OutputStream raw;
    private final ByteSource in;
    private final ChunkReader chunks;
    private final ChunkWriter out;
    private final String secret;
    private final ReentrantLock writing = new ReentrantLock();
    private long ackWindow = 2_500_000;
    private long acknowledged;

    /**
     * What a server says about a stream.
     *
     * @param level {@code status} or {@code error}
     * @param code such as {@code NetStream.Publish.Start}
     * @param description for people; foreign, but made fit to be shown
     */
    record Status(String level, String code, String description) {
        String sentence() {
            return description.isEmpty() ? code : code + ", \"" + description + "\"";
        }
    }

    /** A call over a connection; the secret is taken out of whatever the server says. */
    RtmpCall(OutboundConnection connection, String secret) {
        this.raw = connection.out();
        this.in = new ByteSource(connection.in());
        this.chunks = new ChunkReader(in);
        this.out = new ChunkWriter(raw);
        this.secret = secret;
    }

    /** Shakes hands and connects to the application of an address. */
    void connect(String url) throws IOException {
        try {
            Handshake.offer(in, raw, ThreadLocalRandom.current());
            out.setChunkSize(OUT_CHUNK_BYTES);
            URI uri = URI.create(url);
            String path = String.valueOf(uri.getRawPath()).replaceFirst("^/", "");
            Map<String, AmfValue> options = new LinkedHashMap<>();
            options.put("app", new AmfValue.Text(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery()));
            options.put("type", new AmfValue.Text("nonprivate"));
            options.put("flashVer", new AmfValue.Text("FMLE/3.0 (compatible; Vitrine)"));
            options.put("tcUrl", new AmfValue.Text(url));
            options.put(
                    "fourCcList",
                    new AmfValue.Arr(
                            List.of(new AmfValue.Text("hvc1"), new AmfValue.Text("av01"), new AmfValue.Text("Opus"))));
            command(0, "connect", new AmfValue.Num(CONNECT), new AmfValue.Obj(options));
            result(CONNECT);
        } catch (SocketTimeoutException silent) {
            throw new RtmpException("the other side does not answer as an RTMP server does; check the address");
        } catch (EOFException ended) {
            throw new RtmpException("the other side hung up before the stream began; check address and stream key");
        }
    }

    /** Makes a message stream; returns its id. */
    int createStream() throws IOException {
        command(0, "createStream", new AmfValue.Num(CREATE_STREAM), NOTHING);
        List<AmfValue> answer = result(CREATE_STREAM);
        return answer.size() > 3 ? (int) answer.get(3).number() : 1;
    }

    /** Waits for what the server says about a stream. */
    Status status() throws IOException {
        for (int i = 0; i < MAX_ANSWERS; i++) {
            Optional<Status> status = status(next());
            if (status.isPresent()) {
                return status.get();
            }
        }
        throw new RtmpException("the other side talks, but does not come to the point");
    }

    /** What a message says about a stream, if it does. */
    Optional<Status> status(Message message) throws IOException {
        List<AmfValue> values = values(message);
        if (values.isEmpty() || !values.getFirst().text().equals("onStatus")) {
            return Optional.empty();
        }
        return values.stream()
                .filter(value -> value.object().containsKey("code"))
                .map(value -> status(value.object()))
                .findFirst();
    }

    private Status status(Map<String, AmfValue> info) {
        return new Status(
                info.getOrDefault("level", NOTHING).text(),
                plain(info.getOrDefault("code", NOTHING).text()),
                plain(info.getOrDefault("description", NOTHING).text()));
    }

    /**
     * The next message that is of interest; what only keeps the conversation going is answered here.
     *
     * @throws EOFException at the end of the connection
     */
    Message next() throws IOException {
        while (true) {
            Message message =
                    chunks.read().orElseThrow(() -> new EOFException("the other side has closed the connection"));
            if (in.received() - acknowledged >= ackWindow) {
                acknowledged = in.received();
                write(2, new Message(Message.ACKNOWLEDGEMENT, 0, 0, ChunkWriter.number((int) acknowledged)));
            }
            switch (message.type()) {
                case Message.WINDOW_ACKNOWLEDGEMENT_SIZE ->
                    ackWindow = Math.max(MIN_ACK_WINDOW_BYTES, Integer.toUnsignedLong(message.number()));
                case Message.USER_CONTROL -> pong(message.payload());
                default -> {
                    return message;
                }
            }
        }
    }

    private void pong(byte[] payload) throws IOException {
        if (payload.length >= 6 && payload[0] == 0 && payload[1] == PING_REQUEST) {
            byte[] answer = java.util.Arrays.copyOf(payload, 6);
            answer[1] = PING_RESPONSE;
            write(2, new Message(Message.USER_CONTROL, 0, 0, answer));
        }
    }

    private List<AmfValue> result(int transaction) throws IOException {
        for (int i = 0; i < MAX_ANSWERS; i++) {
            List<AmfValue> values = values(next());
            String name = values.isEmpty() ? "" : values.getFirst().text();
            boolean ours = values.size() > 1 && values.get(1).number() == transaction;
            if (ours && name.equals("_result")) {
                return values;
            }
            if (ours && name.equals("_error")) {
                Status status = status(values.size() > 3 ? values.get(3).object() : Map.of());
                throw new RtmpException("the other side refuses: " + status.sentence());
            }
        }
        throw new RtmpException("the other side talks, but does not come to the point");
    }

    private static List<AmfValue> values(Message message) throws IOException {
        return switch (message.type()) {
            case Message.COMMAND -> Amf0.read(message.payload(), 0);
            case Message.COMMAND_AMF3 -> Amf0.read(message.payload(), 1);
            default -> List.of();
        };
    }

    /** Media may come now. */
    void trust() {
        chunks.trust();
    }

    void command(int stream, String name, AmfValue... values) throws IOException {
        List<AmfValue> all = new ArrayList<>(List.of(values));
        all.addFirst(new AmfValue.Text(name));
        write(COMMAND_CHUNKS, new Message(Message.COMMAND, stream, 0, Amf0.write(all.toArray(AmfValue[]::new))));
    }

    void write(int chunkStream, Message message) throws IOException {
        writing.lock();
        try {
            out.write(chunkStream, message);
        } finally {
            writing.unlock();
        }
    }

    /** Foreign text for a message: printable, not long, and without the secret should it be echoed. */
    private String plain(String text) {
        String open = secret.isEmpty() ? text : text.replace(secret, "…");
        String printable = open.replaceAll("[^ -~…]", "?");
        return printable.length() <= MAX_FOREIGN_CHARACTERS
                ? printable
                : printable.substring(0, MAX_FOREIGN_CHARACTERS) + "…";
    }
}
