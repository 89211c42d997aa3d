package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts messages together from chunks (RTMP 1.0, 5.3). Everything a peer can make grow has a bound. For one thread. */
final class ChunkReader {
    /** Longest message: a key frame far beyond what encoders make. */
    static final int MAX_MESSAGE_BYTES = 8 << 20;

    /** Longest message before the stream key has been checked: commands are short. */
    static final int MAX_COMMAND_BYTES = 64 << 10;

    /** Encoders use four or five chunk streams. */
    static final int MAX_CHUNK_STREAMS = 64;

    /** Messages of several chunk streams may be under way at once; together they hold no more than this. */
    private static final int MAX_PARTIAL_BYTES = 2 * MAX_MESSAGE_BYTES;

    private static final int EXTENDED = 0xFFFFFF;
    private static final int DEFAULT_CHUNK_BYTES = 128;

    private final ByteSource in;
    private final Map<Integer, ChunkStream> streams = new HashMap<>();
    private int chunkBytes = DEFAULT_CHUNK_BYTES;
    private int maxMessageBytes = MAX_COMMAND_BYTES;
    private long partialBytes;

    ChunkReader(ByteSource in) {
        this.in = in;
    }

    /** The peer may send media now. */
    void trust() {
        maxMessageBytes = MAX_MESSAGE_BYTES;
    }

    /** Reads up to the end of the next message; empty when the connection ends between two chunks. */
    Optional<Message> read() throws IOException {
        while (in.hasNext()) {
            Message message = chunk();
            if (message == null) {
                continue;
            }
            switch (message.type()) {
                case Message.SET_CHUNK_SIZE -> setChunkSize(message.number());
                case Message.ABORT -> abort(message.number());
                default -> {
                    return Optional.of(message);
                }
            }
        }
        return Optional.empty();
    }

    private @Nullable Message chunk() throws IOException {
        int basic = in.u8();
        int format = basic >>> 6;
        int id = basic & 0x3F;
        if (id == 0) {
            id = 64 + in.u8();
        } else if (id == 1) {
            id = 64 + in.u8() + (in.u8() << 8);
        }
        ChunkStream stream = stream(id, format);
        header(stream, format);
        int count = Math.min(chunkBytes, stream.length - stream.filled);
        in.read(stream.payload, stream.filled, count);
        stream.filled += count;
        if (stream.filled < stream.length) {
            return null;
        }
        Message message = new Message(stream.type, stream.messageStream, stream.timestamp, stream.payload);
        partialBytes -= stream.length;
        stream.reset();
        return message;
    }

    private ChunkStream stream(int id, int format) throws RtmpException {
        ChunkStream stream = streams.get(id);
        if (stream == null) {
            if (format != 0) {
                // Some encoders begin a chunk stream with format 1; only then is there nothing to build on but zeros.
                if (format != 1) {
                    throw new RtmpException("chunk stream " + id + " begins with a header of format " + format);
                }
            }
            if (streams.size() == MAX_CHUNK_STREAMS) {
                throw new RtmpException("more than " + MAX_CHUNK_STREAMS + " chunk streams");
            }
            stream = new ChunkStream();
            streams.put(id, stream);
        }
        return stream;
    }

    private void header(ChunkStream stream, int format) throws IOException {
        if (format == 3) {
            if (stream.underWay) {
                continued(stream);
            } else {
                if (stream.extended) {
                    stream.delta = in.int32();
                }
                start(stream, stream.timestamp + stream.delta);
            }
            return;
        }
        if (stream.underWay) {
            throw new RtmpException("a message begins within another one of its chunk stream");
        }
        int time = in.u24();
        if (format <= 1) {
            stream.length = in.u24();
            stream.type = in.u8();
        }
        if (format == 0) {
            stream.messageStream = in.littleEndianInt32();
        }
        stream.extended = time == EXTENDED;
        stream.delta = stream.extended ? in.int32() : time;
        // A chunk of format 3 after one of format 0 repeats that one's timestamp as its difference (5.3.1.2.4).
        start(stream, format == 0 ? stream.delta : stream.timestamp + stream.delta);
    }

    /** Most encoders repeat an extended timestamp on each further chunk, some do not; the value itself tells. */
    private void continued(ChunkStream stream) throws IOException {
        if (stream.extended && in.peekInt32() == stream.delta) {
            in.int32();
        }
    }

    private void start(ChunkStream stream, int timestamp) throws IOException {
        if (stream.length > MAX_MESSAGE_BYTES && stream.type == Message.VIDEO && maxMessageBytes == MAX_MESSAGE_BYTES) {
            throw UnsupportedMediaException.ofSize(String.format(
                    Locale.ROOT,
                    "The video has a frame of %.1f MB; at most %.1f MB are taken. In OBS, Settings → Output → Rate"
                            + " Control → CBR, and a lower Bitrate.",
                    stream.length / 1e6,
                    MAX_MESSAGE_BYTES / 1e6));
        }
        if (stream.length > maxMessageBytes) {
            throw new RtmpException("a message of " + stream.length + " bytes; at most " + maxMessageBytes
                    + " are taken" + (maxMessageBytes == MAX_COMMAND_BYTES ? " before publishing" : ""));
        }
        partialBytes += stream.length;
        if (partialBytes > MAX_PARTIAL_BYTES) {
            throw new RtmpException("messages of more than " + MAX_PARTIAL_BYTES + " bytes are under way at once");
        }
        stream.timestamp = timestamp;
        stream.payload = new byte[stream.length];
        stream.filled = 0;
        stream.underWay = true;
    }

    private void setChunkSize(int bytes) throws RtmpException {
        if (bytes < 1) {
            throw new RtmpException("a chunk size of " + bytes);
        }
        chunkBytes = Math.min(bytes, EXTENDED); // no message is longer (5.4.1)
    }

    private void abort(int id) {
        ChunkStream stream = streams.get(id);
        if (stream != null && stream.underWay) {
            partialBytes -= stream.length;
            stream.reset();
        }
    }

    private static final class ChunkStream {
        private static final byte[] NOTHING = {};

        private int timestamp;
        private int delta;
        private boolean extended;
        private int length;
        private int type;
        private int messageStream;
        private boolean underWay;
        private int filled;
        private byte[] payload = NOTHING;

        private void reset() {
            underWay = false;
            filled = 0;
            payload = NOTHING;
        }
    }
}
