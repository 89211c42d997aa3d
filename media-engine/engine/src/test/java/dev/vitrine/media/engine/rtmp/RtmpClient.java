package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.FlvFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;

/** A publisher written by hand. For one thread. */
public final class RtmpClient implements AutoCloseable {
    private static final int READ_LIMIT_MS = 20_000;
    private static final int BLOCK_BYTES = 1_536;

    private final Socket socket;
    private final OutputStream out;
    private final ChunkWriter writer;
    private final ChunkReader reader;

    /** Connects and shakes hands. */
    public RtmpClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_LIMIT_MS);
        out = socket.getOutputStream();
        writer = new ChunkWriter(out);
        ByteSource in = new ByteSource(socket.getInputStream());
        reader = new ChunkReader(in);
        byte[] hello = new byte[1 + BLOCK_BYTES];
        hello[0] = 3;
        out.write(hello);
        in.read(hello, 0, hello.length);
        byte[] theirs = new byte[BLOCK_BYTES];
        in.read(theirs, 0, BLOCK_BYTES);
        out.write(theirs);
    }

    /** Connects to an application; returns the code of the answer. */
    public String connect(String app) throws IOException {
        command(0, "connect", new AmfValue.Num(1), new AmfValue.Obj(Map.of("app", new AmfValue.Text(app))));
        return code();
    }

    /** Connects to an application; returns the whole answer as text. */
    public String connectInfo(String app) throws IOException {
        command(0, "connect", new AmfValue.Num(1), new AmfValue.Obj(Map.of("app", new AmfValue.Text(app))));
        return Amf0.read(await(Message.COMMAND).payload(), 0).toString();
    }

    /** Publishes under a stream key; returns code and description of the answer. */
    public String publish(String key) throws IOException {
        command(0, "releaseStream", new AmfValue.Num(2), new AmfValue.Nothing(), new AmfValue.Text(key));
        command(0, "FCPublish", new AmfValue.Num(3), new AmfValue.Nothing(), new AmfValue.Text(key));
        command(0, "createStream", new AmfValue.Num(4), new AmfValue.Nothing());
        command(
                1,
                "publish",
                new AmfValue.Num(5),
                new AmfValue.Nothing(),
                new AmfValue.Text(key),
                new AmfValue.Text("live"));
        return code();
    }

    /** Sends a tag of a file. */
    public void send(FlvFile.Tag tag) throws IOException {
        writer.write(tag.type() == 8 ? 4 : 6, new Message(tag.type(), 1, tag.timestamp(), tag.payload()));
    }

    /** Sends any command. */
    void command(int stream, String name, AmfValue... values) throws IOException {
        AmfValue[] all = new AmfValue[values.length + 1];
        all[0] = new AmfValue.Text(name);
        System.arraycopy(values, 0, all, 1, values.length);
        writer.write(3, new Message(Message.COMMAND, stream, 0, Amf0.write(all)));
    }

    /** Sends any message. */
    void send(int chunkStream, Message message) throws IOException {
        writer.write(chunkStream, message);
    }

    /** Asks for an acknowledgement after every so many bytes. */
    public void askForAcknowledgements(int windowBytes) throws IOException {
        writer.control(Message.WINDOW_ACKNOWLEDGEMENT_SIZE, windowBytes);
    }

    /** The number in the next acknowledgement. */
    public int acknowledged() throws IOException {
        return await(Message.ACKNOWLEDGEMENT).number();
    }

    /** Announces and uses another chunk size. */
    public void chunkSize(int bytes) throws IOException {
        writer.setChunkSize(bytes);
    }

    /** Sends any bytes. */
    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Says farewell. */
    public void deleteStream() throws IOException {
        command(1, "deleteStream", new AmfValue.Num(6), new AmfValue.Nothing(), new AmfValue.Num(1));
    }

    /** The next message of a type; fails at the end of the connection. */
    Message await(int type) throws IOException {
        while (true) {
            Optional<Message> message = reader.read();
            if (message.isEmpty()) {
                throw new IOException("the server has closed the connection");
            }
            if (message.get().type() == type) {
                return message.get();
            }
        }
    }

    /** Waits until the server closes the connection. */
    public void awaitEnd() throws IOException {
        try {
            Optional<Message> message = reader.read();
            while (message.isPresent()) {
                message = reader.read();
            }
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            // closed with bytes of ours unread
        }
    }

    /** The code, and the description if there is one, of the next answer that has a code. */
    public String code() throws IOException {
        while (true) {
            for (AmfValue value : Amf0.read(await(Message.COMMAND).payload(), 0)) {
                String code = value.object()
                        .getOrDefault("code", new AmfValue.Nothing())
                        .text();
                if (!code.isEmpty()) {
                    return code + " " + value.object().get("description");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
