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
 * The functions of libsrt 1.5 that a listener and a caller need, called through {@code java.lang.foreign}. Safe from
 * any thread, as libsrt is.
 */
final class Libsrt {
    /** What to install where it is missing. */
    static final String MISSING =
            "libsrt is not on this machine, so nothing comes or goes over SRT; on Debian and Ubuntu, apt"
                    + " install libsrt1.5-openssl. RTMP works without it.";

    /** Largest payload in live mode (srt.h, SRT_LIVE_MAX_PLSIZE). */
    static final int MAX_PAYLOAD_BYTES = 1_456;

    /** Names that distributions give it. */
    private static final List<String> NAMES =
            List.of("libsrt-openssl.so.1.5", "libsrt-gnutls.so.1.5", "libsrt.so.1.5", "libsrt.so.1");

    /** Payload that is sent at once: seven packets of a transport stream (srt.h, SRT_LIVE_DEF_PLSIZE). */
    static final int PAYLOAD_BYTES = 1_316;

    private static final int SRTO_RCVTIMEO = 14;
    private static final int SRTO_LATENCY = 23;
    private static final int SRTO_PASSPHRASE = 26;
    private static final int SRTO_PBKEYLEN = 27;
    private static final int SRTO_CONNTIMEO = 36;
    private static final int SRTO_RCVLATENCY = 43;
    private static final int SRTO_STREAMID = 46;
    private static final int SRTO_ENFORCEDENCRYPTION = 53;
    private static final int MAX_STREAM_ID_BYTES = 512;
    private static final int SRT_ERROR = -1;
    private static final int SRT_EASYNCRCV = 6_002;
    private static final int SRT_ETIMEOUT = 6_003;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int SOCKADDR_BYTES = 16;
    private static final int SOCKADDR6_BYTES = 28;
    private static final int CONNECT_LIMIT_MS = 8_000;

    // srt.h, SRT_REJECT_REASON; from 1000 on what the listener's program says, from 1400 on like HTTP's
    private static final int SRT_REJ_PEER = 2;
    private static final int SRT_REJ_BACKLOG = 5;
    private static final int SRT_REJ_BADSECRET = 10;
    private static final int SRT_REJ_UNSECURE = 11;
    private static final int SRT_REJ_PREDEFINED = 1_000;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library;
    private final MethodHandle createSocket;
    private final MethodHandle bind;
    private final MethodHandle listen;
    private final MethodHandle accept;
    private final MethodHandle setFlag;
    private final MethodHandle getFlag;
    private final MethodHandle getSocketName;
    private final MethodHandle connect;
    private final MethodHandle rejectReason;
    private final MethodHandle send;
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
        connect = function("srt_connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        rejectReason = function("srt_getrejectreason", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        send = function("srt_send", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
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

    /**
     * Opens a listening socket.
     *
     * @param passphrase what callers need to be let in, a secret; empty when they need none and may have none
     */
    int open(String address, int port, int latencyMs, String passphrase, int backlog) throws IOException {
        int socket = check(call(createSocket), "create a socket");
        try (Arena arena = Arena.ofConfined()) {
            option(arena, socket, SRTO_RCVLATENCY, latencyMs, "set the latency");
            option(arena, socket, SRTO_ENFORCEDENCRYPTION, 1, "insist on encryption");
            option(arena, socket, SRTO_PASSPHRASE, passphrase, "take the passphrase");
            MemorySegment name = address(arena, address, port);
            check(call(bind, socket, name, (int) name.byteSize()), "bind to " + address + ":" + port);
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
     * Calls a listener; blocks for at most about 8 s.
     *
     * @throws IOException if it does not let us in; the message is one clause for staff
     */
    int connect(SrtCall to) throws IOException {
        int socket = check(call(createSocket), "create a socket");
        try (Arena arena = Arena.ofConfined()) {
            option(arena, socket, SRTO_LATENCY, to.latencyMs(), "set the latency");
            option(arena, socket, SRTO_CONNTIMEO, CONNECT_LIMIT_MS, "set its patience");
            if (to.keyBytes() > 0) {
                option(arena, socket, SRTO_PBKEYLEN, to.keyBytes(), "set the length of the key");
            }
            option(arena, socket, SRTO_PASSPHRASE, to.passphrase(), "take the passphrase");
            option(arena, socket, SRTO_STREAMID, to.streamId(), "take the stream id");
            MemorySegment name = address(arena, to.address(), to.port());
            if (call(connect, socket, name, (int) name.byteSize()) == SRT_ERROR) {
                String why = rejected(call(rejectReason, socket));
                call(close, socket);
                throw new IOException(why);
            }
            return socket;
        }
    }

    private void option(Arena arena, int socket, int option, int value, String what) throws IOException {
        check(call(setFlag, socket, option, arena.allocateFrom(JAVA_INT, value), 4), what);
    }

    private void option(Arena arena, int socket, int option, String value, String what) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            check(call(setFlag, socket, option, arena.allocateFrom(JAVA_BYTE, bytes), bytes.length), what);
        }
    }

    private static String rejected(int reason) {
        return switch (reason) {
            case SRT_REJ_PEER -> "the other side does not let us in; check the stream id";
            case SRT_REJ_BACKLOG -> "the other side has too many callers at the moment";
            case SRT_REJ_BADSECRET -> "the passphrase is not the one of the other side; check it";
            case SRT_REJ_UNSECURE ->
                "one side has a passphrase and the other has none; give the one that the service shows, or leave it"
                        + " out";
            case SRT_REJ_PREDEFINED + 400, SRT_REJ_PREDEFINED + 404, SRT_REJ_PREDEFINED + 406 ->
                "the other side does not know the stream id; check it";
            case SRT_REJ_PREDEFINED + 401, SRT_REJ_PREDEFINED + 403 ->
                "the other side does not let this stream id in; check it";
            case SRT_REJ_PREDEFINED + 409 -> "the stream id is in use on the other side already";
            case SRT_REJ_PREDEFINED + 402, SRT_REJ_PREDEFINED + 503 -> "the other side takes no more callers";
            default ->
                reason >= SRT_REJ_PREDEFINED
                        ? "the other side does not let us in (SRT code " + reason + "); check the stream id"
                        : "nothing answers there over SRT; check host and port, and that UDP gets through";
        };
    }

    /** Sends a payload from native memory; false once the connection is over. */
    boolean send(int socket, MemorySegment payload) {
        return call(send, socket, payload, (int) payload.byteSize()) != SRT_ERROR;
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
        boolean four = ip.length == 4;
        MemorySegment name = arena.allocate(four ? SOCKADDR_BYTES : SOCKADDR6_BYTES, 4);
        name.set(JAVA_SHORT, 0, four ? AF_INET : AF_INET6);
        name.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
        MemorySegment.copy(ip, 0, name, JAVA_BYTE, four ? 4 : 8, ip.length);
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
