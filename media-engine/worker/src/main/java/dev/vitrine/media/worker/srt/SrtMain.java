package dev.vitrine.media.worker.srt;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The SRT listener: a program of its own, so that libsrt, which is native code that outsiders' packets reach, never
 * runs in the server's process. It accepts callers, tells of each with its stream id, and passes on what they send;
 * whether a caller may publish is the server's to say, which closes it if not.
 *
 * <p>Arguments: address, port, latency in milliseconds; or {@code --version}. Its standard input begins with the
 * passphrase that callers need, as {@link java.io.DataOutput#writeUTF} writes it, empty if they need none: arguments
 * and variables can be seen by others. It ends when its standard input ends.
 *
 * <table>
 * <caption>Messages: type u8, caller i32, length i32, bytes; all big-endian</caption>
 * <tr><td>1 out</td><td>listening; caller is the port</td></tr>
 * <tr><td>2 out</td><td>a caller; bytes are its address, a zero byte, its stream id</td></tr>
 * <tr><td>3 out</td><td>what a caller has sent</td></tr>
 * <tr><td>4 out</td><td>a caller has gone</td></tr>
 * <tr><td>5 out</td><td>it cannot go on; bytes are a sentence</td></tr>
 * <tr><td>6 in</td><td>close a caller</td></tr>
 * </table>
 */
public final class SrtMain {
    private static final int LISTENING = 1;
    private static final int CALLER = 2;
    private static final int DATA = 3;
    private static final int GONE = 4;
    private static final int FAILED = 5;
    private static final int CLOSE = 6;

    private static final int MAX_CALLERS = 64;
    private static final int BACKLOG = 16;

    /** As long as a publisher over RTMP may be silent. */
    private static final int RECEIVE_LIMIT_MS = 10_000;

    private static final int OUT_BUFFER_BYTES = 64 << 10;

    private final Libsrt srt;
    private final DataOutputStream out;
    private final Map<Integer, Integer> sockets = new ConcurrentHashMap<>();
    private final Set<Integer> closed = ConcurrentHashMap.newKeySet();

    private SrtMain(Libsrt srt, DataOutputStream out) {
        this.srt = srt;
        this.out = out;
    }

    /** Runs until the standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Optional<Libsrt> library = Libsrt.load();
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(library.isPresent() ? "libsrt is there" : Libsrt.MISSING);
            System.out.flush();
            end(library, library.isPresent() ? 0 : 1);
        }
        DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES));
        if (library.isEmpty()) {
            send(out, FAILED, 0, Libsrt.MISSING.getBytes(StandardCharsets.UTF_8));
            System.exit(1);
            return;
        }
        SrtMain main = new SrtMain(library.get(), out);
        DataInputStream in = new DataInputStream(System.in);
        try {
            int socket = main.srt.open(
                    arguments[0],
                    Integer.parseInt(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    in.readUTF(),
                    BACKLOG);
            send(out, LISTENING, main.srt.port(socket), new byte[0]);
            Thread.ofPlatform().daemon().name("srt-accept").start(() -> main.accept(socket));
            main.obey(in);
        } catch (IOException failed) {
            send(out, FAILED, 0, String.valueOf(failed.getMessage()).getBytes(StandardCharsets.UTF_8));
            main.srt.exit(1);
        }
        main.srt.exit(0);
    }

    private static void end(Optional<Libsrt> library, int code) {
        library.ifPresent(srt -> srt.exit(code));
        System.exit(code);
    }

    /** Reads what the server wants until it is gone. */
    private void obey(DataInputStream in) throws IOException {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                int caller = in.readInt();
                in.skipNBytes(in.readInt());
                Integer socket = sockets.get(caller);
                if (type == CLOSE && socket != null && closed.add(caller)) {
                    srt.close(socket);
                }
            }
        } catch (EOFException gone) {
            // the server has ended, and so does this
        }
    }

    private void accept(int listening) {
        int next = 1;
        try {
            while (true) {
                Libsrt.Caller caller = srt.accept(listening, RECEIVE_LIMIT_MS);
                if (sockets.size() >= MAX_CALLERS) {
                    srt.close(caller.socket());
                    continue;
                }
                int number = next++;
                sockets.put(number, caller.socket());
                send(
                        out,
                        CALLER,
                        number,
                        (caller.remote() + "\0" + caller.streamId()).getBytes(StandardCharsets.UTF_8));
                Thread.ofPlatform().daemon().name("srt-" + number).start(() -> receive(number, caller.socket()));
            }
        } catch (IOException failed) {
            try {
                send(out, FAILED, 0, String.valueOf(failed.getMessage()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException serverGone) {
                // nobody to tell
            }
            srt.exit(1);
        }
    }

    private void receive(int number, int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Libsrt.MAX_PAYLOAD_BYTES);
            int count = srt.receive(socket, buffer);
            while (count > 0) {
                send(out, DATA, number, buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
                count = srt.receive(socket, buffer);
            }
            send(out, GONE, number, new byte[0]);
        } catch (IOException serverGone) {
            srt.exit(0);
        } finally {
            sockets.remove(number);
            if (!closed.remove(number)) {
                srt.close(socket);
            }
        }
    }

    static void send(DataOutputStream out, int type, int caller, byte[] bytes) throws IOException {
        synchronized (out) {
            out.writeByte(type);
            out.writeInt(caller);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }
    }
}
