package dev.vitrine.media.worker.srt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The functions of libsrt 1.5 that a listener needs, called through {@code java.lang.foreign}. Safe from any thread, as
 * libsrt is.
 */
final class Libsrt {
    /** What to install where it is missing. */
    static final String MISSING =
            "libsrt is not on this machine, so publishers cannot push SRT; on Debian and Ubuntu, apt"
                    + " install libsrt1.5-openssl. RTMP works without it.";

    /** Largest payload in live mode (srt.h, SRT_LIVE_MAX_PLSIZE). */
    static final int MAX_PAYLOAD_BYTES = 1_456;

    /** Names that distributions give it. */
    private static final List<String> NAMES =
            List.of("libsrt-openssl.so.1.5", "libsrt-gnutls.so.1.5", "libsrt.so.1.5", "libsrt.so.1");

    private static final int SRTO_RCVTIMEO = 14;
    private static final int SRTO_RCVLATENCY = 43;
    private static final int SRTO_STREAMID = 46;
    private static final int MAX_STREAM_ID_BYTES = 512;
    private static final int SRT_ERROR = -1;
    private static final int SRT_EASYNCRCV = 6_002;
    private static final int SRT_ETIMEOUT = 6_003;
    private static final short AF_INET = 2;
    private static final int SOCKADDR_BYTES = 16;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library;
    private final MethodHandle createSocket;
    private final MethodHandle bind;
    private final MethodHandle listen;
    private final MethodHandle accept;
    private final MethodHandle setFlag;
    private final MethodHandle getFlag;
    private final MethodHandle getSocketName;
    private final MethodHandle receive;
    private final MethodHandle close;
    private final MethodHandle lastError;
    private final MethodHandle lastErrorText;

    private Libsrt(SymbolLookup library) throws IOException {
        this.library = library;
        createSocket = function("srt_create_socket", FunctionDescriptor.of(JAVA_INT));
        bind = function("srt_bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        listen = function("srt_listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        accept = function("srt_accept", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        setFlag = function("srt_setsockflag", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        getFlag = function("srt_getsockflag", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        getSocketName = function("srt_getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        receive = function("srt_recv", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        close = function("srt_close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        lastError = function("srt_getlasterror", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        lastErrorText = function("srt_getlasterror_str", FunctionDescriptor.of(ADDRESS));
        call(function("srt_startup", FunctionDescriptor.of(JAVA_INT)));
    }

    /** Loads the library for as long as the process lives; empty where it is missing. */
    static Optional<Libsrt> load() throws IOException {
        for (String name : NAMES) {
            SymbolLookup found;
            try {
                found = SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException absent) {
                continue;
            }
            return Optional.of(new Libsrt(found));
        }
        return Optional.empty();
    }

    /** An accepted caller. */
    record Caller(int socket, String remote, String streamId) {}

    /** Opens a listening socket. */
    int open(String address, int port, int latencyMs, int backlog) throws IOException {
        int socket = check(call(createSocket), "create a socket");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment latency = arena.allocateFrom(JAVA_INT, latencyMs);
            check(call(setFlag, socket, SRTO_RCVLATENCY, latency, 4), "set the latency");
            MemorySegment name = address(arena, address, port);
            check(call(bind, socket, name, SOCKADDR_BYTES), "bind to " + address + ":" + port);
        }
        check(call(listen, socket, backlog), "listen");
        return socket;
    }

    /** The port a listening socket is bound to. */
    int port(int socket) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, SOCKADDR_BYTES);
            check(call(getSocketName, socket, name, length), "tell the port");
            return portOf(name);
        }
    }

    /** Waits for the next caller. */
    Caller accept(int listening, int receiveLimitMs) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(64);
            MemorySegment length = arena.allocateFrom(JAVA_INT, 64);
            int socket = check(call(accept, listening, name, length), "accept");
            MemorySegment id = arena.allocate(MAX_STREAM_ID_BYTES + 1);
            MemorySegment idLength = arena.allocateFrom(JAVA_INT, MAX_STREAM_ID_BYTES);
            int got = call(getFlag, socket, SRTO_STREAMID, id, idLength);
            int count = got == SRT_ERROR ? 0 : Math.clamp(idLength.get(JAVA_INT, 0), 0, MAX_STREAM_ID_BYTES);
            String streamId = new String(id.asSlice(0, count).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
            MemorySegment limit = arena.allocateFrom(JAVA_INT, receiveLimitMs);
            call(setFlag, socket, SRTO_RCVTIMEO, limit, 4);
            return new Caller(socket, remote(name), streamId);
        }
    }

    /**
     * Receives into a buffer of native memory; -1 at the end of the connection, 0 when nothing came within the limit.
     */
    int receive(int socket, MemorySegment buffer) {
        int count = call(receive, socket, buffer, (int) buffer.byteSize());
        if (count > 0) {
            return count;
        }
        int why = call(lastError, MemorySegment.NULL);
        return count == SRT_ERROR && (why == SRT_ETIMEOUT || why == SRT_EASYNCRCV) ? 0 : -1;
    }

    /** Closes a socket; a call that waits on it ends. */
    void close(int socket) {
        call(close, socket);
    }

    /**
     * Ends the process at once. An orderly exit runs libsrt's own clean-up, which waits for sockets that nobody closes.
     */
    void exit(int code) {
        MemorySegment function = linker.defaultLookup().find("_exit").orElseThrow();
        try {
            linker.downcallHandle(function, FunctionDescriptor.ofVoid(JAVA_INT)).invokeWithArguments(code);
        } catch (Throwable impossible) {
            throw new LinkageError("_exit", impossible);
        }
    }

    private int check(int result, String what) throws IOException {
        if (result == SRT_ERROR) {
            throw new IOException("libsrt cannot " + what + ": " + lastErrorText());
        }
        return result;
    }

    private String lastErrorText() {
        try {
            MemorySegment text = (MemorySegment) lastErrorText.invoke();
            return text.reinterpret(1_024).getString(0);
        } catch (Throwable impossible) {
            throw new LinkageError("libsrt", impossible);
        }
    }

    private static MemorySegment address(Arena arena, String address, int port) throws UnknownHostException {
        byte[] ip = InetAddress.getByName(address).getAddress();
        if (ip.length != 4) {
            throw new UnknownHostException("SRT listens on IPv4 addresses, not on " + address);
        }
        MemorySegment name = arena.allocate(SOCKADDR_BYTES, 4);
        name.set(JAVA_SHORT, 0, AF_INET);
        name.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
        MemorySegment.copy(ip, 0, name, JAVA_BYTE, 4, 4);
        return name;
    }

    private static int portOf(MemorySegment name) {
        return Short.toUnsignedInt(name.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
    }

    private static String remote(MemorySegment name) {
        if (name.get(JAVA_SHORT, 0) != AF_INET) {
            return "an IPv6 address";
        }
        byte[] ip = name.asSlice(4, 4).toArray(JAVA_BYTE);
        return (ip[0] & 0xFF) + "." + (ip[1] & 0xFF) + "." + (ip[2] & 0xFF) + "." + (ip[3] & 0xFF) + ":" + portOf(name);
    }

    private MethodHandle function(String name, FunctionDescriptor descriptor) throws IOException {
        MemorySegment address =
                library.find(name).orElseThrow(() -> new IOException("This libsrt has no function " + name + "."));
        return linker.downcallHandle(address, descriptor);
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new LinkageError("libsrt", impossible);
        }
    }
}
