package dev.vitrine.media.engine.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Cuts messages into chunks, each message beginning with a full header. For one thread. */
final class ChunkWriter {
    private static final int EXTENDED = 0xFFFFFF;
    private static final int DEFAULT_CHUNK_BYTES = 128;

    private final OutputStream out;
    private int chunkBytes = DEFAULT_CHUNK_BYTES;

    ChunkWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes a message on a chunk stream of 2 to 63, as one write. */
    void write(int chunkStream, Message message) throws IOException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(message.payload().length + 64);
        byte[] payload = message.payload();
        boolean extended = Integer.compareUnsigned(message.timestamp(), EXTENDED) >= 0;
        buffer.write(chunkStream);
        int24(buffer, extended ? EXTENDED : message.timestamp());
        int24(buffer, payload.length);
        buffer.write(message.type());
        int32(buffer, Integer.reverseBytes(message.stream()));
        for (int at = 0; at < payload.length || at == 0; at += chunkBytes) {
            if (at > 0) {
                buffer.write(3 << 6 | chunkStream);
            }
            if (extended) {
                int32(buffer, message.timestamp());
            }
            buffer.write(payload, at, Math.min(chunkBytes, payload.length - at));
        }
        buffer.writeTo(out);
        out.flush();
    }

    /** Writes a protocol control message of one number. */
    void control(int type, int value) throws IOException {
        write(2, new Message(type, 0, 0, number(value)));
    }

    /** Announces and uses another chunk size. */
    void setChunkSize(int bytes) throws IOException {
        control(Message.SET_CHUNK_SIZE, bytes);
        chunkBytes = bytes;
    }

    static byte[] number(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private static void int24(ByteArrayOutputStream buffer, int value) {
        buffer.write(value >>> 16);
        buffer.write(value >>> 8);
        buffer.write(value);
    }

    private static void int32(ByteArrayOutputStream buffer, int value) {
        buffer.writeBytes(number(value));
    }
}
