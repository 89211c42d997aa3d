package dev.vitrine.media.engine.rtmp;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.PublisherProbe;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One publisher's connection, from handshake to farewell. {@link #run} is called once, on the connection's own thread;
 * everything happens on it.
 *
 * <p>The conversation (RTMP 1.0, 7.2): {@code connect} to the application {@code live}, {@code createStream},
 * {@code publish} with the stream key; then audio, video and metadata messages until {@code deleteStream} or the end of
 * the connection. No media is looked at before the key is checked.
 */
public final class RtmpSession {
    /** A client that does not publish in this time is sent away, however busily it talks. */
    private static final long PUBLISH_DEADLINE_NANOS = 15_000_000_000L;

    /**
     * Messages before publishing; encoders send about eight. Together with the deadline it bounds what a client that
     * does not read its answers can make us write, well within what a socket takes without blocking.
     */
    private static final int MAX_MESSAGES_BEFORE_PUBLISH = 64;

    /** Acknowledging more often than this would only cost; some clients ask for it by mistake. */
    private static final int MIN_ACK_WINDOW_BYTES = 16 << 10;

    /**
     * E-RTMP 2, capsEx: several tracks are taken, of sound; modifiers in front of a header are understood, and
     * nanosecond offsets in them.
     */
    private static final int CAPS_MULTITRACK_MOD_EX_AND_NANOS = 2 | 4 | 8;

    /** E-RTMP 2, FourCcInfoMask: passed on as it comes. */
    private static final int CAN_FORWARD = 4;

    private static final List<String> VIDEO_FOUR_CCS = List.of("avc1", "hvc1", "av01");
    private static final List<String> AUDIO_FOUR_CCS = List.of("mp4a", "Opus");

    private static final int WINDOW_BYTES = 2_500_000;
    private static final int OUT_CHUNK_BYTES = 4_096;
    private static final int PEER_BANDWIDTH_DYNAMIC = 2;
    private static final int MEDIA_STREAM = 1;
    private static final int COMMAND_CHUNKS = 3;
    private static final int PING_REQUEST = 6;
    private static final int PING_RESPONSE = 7;
    private static final String APPLICATION = "live";
    private static final AmfValue NOTHING = new AmfValue.Nothing();

    private final IngestConnection connection;
    private final Ingest ingest;
    private final LongSupplier nanoTime;
    private final ByteSource in;
    private final ChunkReader chunks;
    private final ChunkWriter out;
    private final long startedNanos;
    private final Intake intake;
    private @Nullable Publication publication;
    private boolean connected;
    private boolean over;
    private long ackWindow = WINDOW_BYTES;
    private long acknowledged;
    private int messagesBeforePublish;

    /** A session on a connection that the caller owns and closes. */
    public RtmpSession(IngestConnection connection, Ingest ingest, LongSupplier nanoTime) {
        this.connection = connection;
        this.ingest = ingest;
        this.nanoTime = nanoTime;
        this.intake = new Intake(nanoTime);
        this.in = new ByteSource(connection.in());
        this.chunks = new ChunkReader(in);
        this.out = new ChunkWriter(connection.out());
        this.startedNanos = nanoTime.getAsLong();
        in.guardedBy(this::requireHaste);
    }

    /**
     * Speaks with the publisher until it leaves.
     *
     * @throws IOException if the connection ends badly; the message is one clause for the operator
     */
    public void run() throws IOException {
        String why = "The publisher has left.";
        try {
            Handshake.accept(in, connection.out(), ThreadLocalRandom.current());
            converse();
        } catch (UnsupportedMediaException refused) {
            why = String.valueOf(refused.getMessage());
            if (publication != null) {
                publication.reject(refused.tooLarge() ? PublisherProbe.FRAME_SIZE : PublisherProbe.CODEC, why);
            }
            status("error", "NetStream.Publish.Rejected", why);
            throw refused;
        } catch (SocketTimeoutException silent) {
            why = "The publisher has sent nothing for too long.";
            throw new RtmpException(
                    publication == null
                            ? "nothing came for too long before publishing"
                            : "the publisher has sent nothing for too long");
        } catch (EOFException cut) {
            why = "The publisher's connection broke.";
            throw publication == null ? new RtmpException("the connection ended before publishing") : cut;
        } catch (IOException broken) {
            why = "The publisher's connection broke: " + broken.getMessage() + ".";
            throw broken;
        } finally {
            if (publication != null) {
                publication.end(why);
            }
        }
    }

    private void converse() throws IOException {
        while (!over) {
            Optional<Message> message = chunks.read();
            if (message.isEmpty()) {
                return;
            }
            take(message.get());
            acknowledge();
            if (publication == null && ++messagesBeforePublish > MAX_MESSAGES_BEFORE_PUBLISH) {
                throw new RtmpException("more than " + MAX_MESSAGES_BEFORE_PUBLISH + " messages and no publish");
            }
        }
    }

    private void requireHaste() throws RtmpException {
        if (publication == null && nanoTime.getAsLong() - startedNanos > PUBLISH_DEADLINE_NANOS) {
            throw new RtmpException("the client did not publish within 15 s");
        }
    }

    private void take(Message message) throws IOException {
        switch (message.type()) {
            case Message.VIDEO, Message.AUDIO, Message.AGGREGATE -> {
                Publication current = publication;
                if (current == null) {
                    throw new RtmpException("media before publish");
                }
                intake.take(current, message);
            }
            case Message.DATA, Message.DATA_AMF3 -> {
                Publication current = publication;
                if (current != null) {
                    intake.take(current, message);
                }
            }
            case Message.COMMAND -> command(message, Amf0.read(message.payload(), 0));
            case Message.COMMAND_AMF3 -> command(message, Amf0.read(message.payload(), 1));
            case Message.WINDOW_ACKNOWLEDGEMENT_SIZE -> {
                long asked = Integer.toUnsignedLong(message.number());
                ackWindow = Math.max(MIN_ACK_WINDOW_BYTES, asked);
            }
            case Message.USER_CONTROL -> userControl(message.payload());
            default -> {
                // acknowledgements, bandwidth, shared objects: nothing to do
            }
        }
    }

    private void command(Message message, List<AmfValue> values) throws IOException {
        String name = values.isEmpty() ? "" : values.getFirst().text();
        AmfValue transaction = values.size() > 1 ? values.get(1) : NOTHING;
        switch (name) {
            case "connect" -> connect(values.size() > 2 ? values.get(2).object() : Map.of(), transaction);
            case "createStream" -> result(transaction, NOTHING, new AmfValue.Num(MEDIA_STREAM));
            case "publish" -> publish(values.size() > 3 ? values.get(3).text() : "", message.stream());
            case "play", "play2" -> {
                status("error", "NetStream.Play.Failed", "This port takes publishers only; watch on the event's page.");
                throw new RtmpException("the client wants to play; this port takes publishers only");
            }
            case "deleteStream", "closeStream" -> over = publication != null;
            case "releaseStream", "FCPublish", "_checkbw" -> result(transaction, NOTHING, NOTHING);
            default -> {
                // results of our own calls, and calls of clients that expect no answer
            }
        }
    }

    private void connect(Map<String, AmfValue> options, AmfValue transaction) throws IOException {
        String application = options.getOrDefault("app", NOTHING).text();
        int end = application.indexOf('?');
        String app = (end < 0 ? application : application.substring(0, end)).replaceAll("^/+|/+$", "");
        if (!app.equals(APPLICATION)) {
            String why = "Unknown application \"" + plain(app) + "\"; publish to rtmp://HOST:PORT/live/STREAMKEY.";
            command(0, "_error", transaction, NOTHING, info("error", "NetConnection.Connect.Rejected", why));
            throw new RtmpException("the client asked for the unknown application \"" + plain(app) + "\"");
        }
        out.control(Message.WINDOW_ACKNOWLEDGEMENT_SIZE, WINDOW_BYTES);
        byte[] bandwidth = Arrays.copyOf(ChunkWriter.number(WINDOW_BYTES), 5);
        bandwidth[4] = PEER_BANDWIDTH_DYNAMIC;
        out.write(2, new Message(Message.SET_PEER_BANDWIDTH, 0, 0, bandwidth));
        out.setChunkSize(OUT_CHUNK_BYTES);
        Map<String, AmfValue> server = new LinkedHashMap<>();
        server.put("fmsVer", new AmfValue.Text("FMS/3,0,1,123"));
        server.put("capabilities", new AmfValue.Num(31));
        Map<String, AmfValue> info =
                new LinkedHashMap<>(info("status", "NetConnection.Connect.Success", "Connection succeeded.")
                        .object());
        info.put("objectEncoding", new AmfValue.Num(0));
        info.put("capsEx", new AmfValue.Num(CAPS_MULTITRACK_MOD_EX_AND_NANOS));
        info.put("videoFourCcInfoMap", forwards(VIDEO_FOUR_CCS));
        info.put("audioFourCcInfoMap", forwards(AUDIO_FOUR_CCS));
        command(0, "_result", transaction, new AmfValue.Obj(server), new AmfValue.Obj(info));
        connected = true;
    }

    private static AmfValue forwards(List<String> fourCcs) {
        Map<String, AmfValue> map = new LinkedHashMap<>();
        fourCcs.forEach(fourCc -> map.put(fourCc, new AmfValue.Num(CAN_FORWARD)));
        return new AmfValue.Obj(map);
    }

    private void publish(String name, int stream) throws IOException {
        if (!connected || publication != null) {
            throw new RtmpException(connected ? "a second publish on one connection" : "publish before connect");
        }
        int query = name.indexOf('?');
        String key = query < 0 ? name : name.substring(0, query);
        try {
            publication = ingest.open(key, connection.remote(), connection::close);
        } catch (PublisherRefusedException refused) {
            status("error", "NetStream.Publish.BadName", String.valueOf(refused.getMessage()));
            throw refused;
        }
        chunks.trust();
        out.write(2, new Message(Message.USER_CONTROL, 0, 0, new byte[] {0, 0, 0, 0, 0, (byte) stream}));
        status("status", "NetStream.Publish.Start", "Publishing.");
    }

    private void userControl(byte[] payload) throws IOException {
        if (payload.length >= 6 && payload[0] == 0 && payload[1] == PING_REQUEST) {
            byte[] answer = Arrays.copyOf(payload, 6);
            answer[1] = PING_RESPONSE;
            out.write(2, new Message(Message.USER_CONTROL, 0, 0, answer));
        }
    }

    private void acknowledge() throws IOException {
        if (in.received() - acknowledged >= ackWindow) {
            acknowledged = in.received();
            out.control(Message.ACKNOWLEDGEMENT, (int) acknowledged);
        }
    }

    private void result(AmfValue transaction, AmfValue... values) throws IOException {
        AmfValue[] all = new AmfValue[values.length + 2];
        all[0] = new AmfValue.Text("_result");
        all[1] = transaction;
        System.arraycopy(values, 0, all, 2, values.length);
        send(0, all);
    }

    private void status(String level, String code, String description) throws IOException {
        command(MEDIA_STREAM, "onStatus", new AmfValue.Num(0), NOTHING, info(level, code, description));
    }

    private void command(int stream, String name, AmfValue... values) throws IOException {
        AmfValue[] all = new AmfValue[values.length + 1];
        all[0] = new AmfValue.Text(name);
        System.arraycopy(values, 0, all, 1, values.length);
        send(stream, all);
    }

    private void send(int stream, AmfValue... values) throws IOException {
        out.write(COMMAND_CHUNKS, new Message(Message.COMMAND, stream, 0, Amf0.write(values)));
    }

    private static AmfValue info(String level, String code, String description) {
        Map<String, AmfValue> info = new LinkedHashMap<>();
        info.put("level", new AmfValue.Text(level));
        info.put("code", new AmfValue.Text(code));
        info.put("description", new AmfValue.Text(description));
        return new AmfValue.Obj(info);
    }

    /** Foreign text for a message: printable, and not long. */
    private static String plain(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.length() <= 40 ? printable : printable.substring(0, 40) + "…";
    }
}
