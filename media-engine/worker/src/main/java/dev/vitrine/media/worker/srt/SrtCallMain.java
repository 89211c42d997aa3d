package dev.vitrine.media.worker.srt;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call to an SRT listener outside: a program of its own, so that libsrt never runs in the server's process, and one
 * for each call, so that none waits for another. It is told whom to call by its standard input, where no list of
 * processes shows it; what follows there is sent, what comes is passed on as messages like those of {@link SrtMain}:
 *
 * <table>
 * <caption>Messages: type u8, 0 i32, length i32, bytes; all big-endian</caption>
 * <tr><td>1 out</td><td>connected</td></tr>
 * <tr><td>3 out</td><td>what the other side has sent</td></tr>
 * <tr><td>5 out</td><td>it is over; bytes are a clause that says why</td></tr>
 * </table>
 *
 * It ends with its standard input.
 */
public final class SrtCallMain {
    private static final int TS_PACKET_BYTES = 188;
    private static final int CONNECTED = 1;
    private static final int DATA = 3;
    private static final int OVER = 5;
    private static final int OUT_BUFFER_BYTES = 64 << 10;

    private SrtCallMain() {}

    /** Runs until either side ends it. */
    public static void main(String[] arguments) throws IOException {
        InputStream in = new FileInputStream(FileDescriptor.in);
        DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES));
        SrtCall call = SrtCall.read(new DataInputStream(in));
        Optional<Libsrt> library = Libsrt.load();
        if (library.isEmpty()) {
            over(out, Libsrt.MISSING);
            System.exit(1);
            return;
        }
        Libsrt srt = library.get();
        try {
            int socket = srt.connect(call);
            AtomicBoolean hungUp = new AtomicBoolean();
            SrtMain.send(out, CONNECTED, 0, new byte[0]);
            Thread.ofPlatform().daemon().name("srt-receive").start(() -> receive(srt, socket, out, hungUp));
            send(srt, socket, in, hungUp);
            over(out, "the other side has closed the connection");
            srt.exit(1);
        } catch (IOException failed) {
            over(out, String.valueOf(failed.getMessage()));
            srt.exit(1);
        }
    }

    /** Sends whole packets as they come; returns when the other side is gone. */
    private static void send(Libsrt srt, int socket, InputStream in, AtomicBoolean hungUp) throws IOException {
        byte[] piece = new byte[Libsrt.PAYLOAD_BYTES];
        int filled = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment payload = arena.allocate(Libsrt.PAYLOAD_BYTES);
            while (true) {
                int count = in.read(piece, filled, piece.length - filled);
                if (count < 0) {
                    hungUp.set(true); // by the server
                    srt.close(socket);
                    srt.exit(0);
                }
                filled += count;
                int whole = filled / TS_PACKET_BYTES * TS_PACKET_BYTES;
                if (whole > 0) {
                    MemorySegment.copy(piece, 0, payload, ValueLayout.JAVA_BYTE, 0, whole);
                    if (!srt.send(socket, payload.asSlice(0, whole))) {
                        return;
                    }
                    filled -= whole;
                    System.arraycopy(piece, whole, piece, 0, filled);
                }
            }
        }
    }

    private static void receive(Libsrt srt, int socket, DataOutputStream out, AtomicBoolean hungUp) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Libsrt.MAX_PAYLOAD_BYTES);
            int count = srt.receive(socket, buffer);
            while (count >= 0) {
                if (count > 0) {
                    SrtMain.send(out, DATA, 0, buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
                }
                count = srt.receive(socket, buffer);
            }
            if (hungUp.get()) {
                return;
            }
            over(out, "the other side has closed the connection");
        } catch (IOException serverGone) {
            // nobody to tell
        }
        srt.exit(1);
    }

    private static void over(DataOutputStream out, String why) throws IOException {
        SrtMain.send(out, OVER, 0, why.getBytes(StandardCharsets.UTF_8));
    }
}
