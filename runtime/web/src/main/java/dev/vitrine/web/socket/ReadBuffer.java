package dev.vitrine.web.socket;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PlainSocket;
import java.lang.reflect.Field;
import java.util.Optional;

/**
 * Takes Helidon's read buffer of 8 KiB from a connection that has become a WebSocket: a request may be long, what a
 * viewer says is short, and ten thousand viewers who say nothing hold 80 MB of it. Helidon has no setting for its
 * length and keeps it in a private field for the life of the connection. Where that field is another one some day, the
 * buffer stays as it is and nothing else changes; a test tells.
 */
final class ReadBuffer {
    /** A chat message and its frame; a longer one takes more reads. */
    static final int BYTES = 512;

    private static final Optional<Field> FIELD = field();

    private ReadBuffer() {}

    private static Optional<Field> field() {
        try {
            Field field = PlainSocket.class.getDeclaredField("readBuffer");
            field.setAccessible(true);
            return field.getType() == byte[].class ? Optional.of(field) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.getLogger(ReadBuffer.class.getName())
                    .log(System.Logger.Level.DEBUG, "Read buffers stay as long as they are.", e);
            return Optional.empty();
        }
    }

    /** Makes it short; returns its length now, or -1 if that is not known. On the reading thread, between two reads. */
    static int shorten(HelidonSocket socket) {
        if (FIELD.isEmpty() || !(socket instanceof PlainSocket)) {
            return -1;
        }
        try {
            FIELD.get().set(socket, new byte[BYTES]);
            return ((byte[]) FIELD.get().get(socket)).length;
        } catch (ReflectiveOperationException e) {
            return -1;
        }
    }
}
