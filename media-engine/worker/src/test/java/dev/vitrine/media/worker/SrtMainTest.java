package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.worker.srt.SrtCallMain;
import dev.vitrine.media.worker.srt.SrtMain;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The SRT listener and the SRT caller as processes, with real ones on the other side; the build installs libsrt. */
@Timeout(value = 180)
class SrtMainTest {
    private static final int LISTENING = 1;
    private static final int CALLER = 2;
    private static final int DATA = 3;
    private static final int GONE = 4;
    private static final int FAILED = 5;
    private static final int CONNECTED = 1;
    private static final int CLOSE = 6;

    @SuppressWarnings("NullAway.Init") // started before each test
    private Process listener;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private DataInputStream in;

    private final List<Process> encoders = new ArrayList<>();

    /** A message of the listener. */
    private record Message(int type, int caller, byte[] bytes) {}

    @BeforeEach
    void start() throws Exception {
        listen("");
    }

    private void listen(String passphrase) throws IOException {
        listener = java(SrtMain.class, "127.0.0.1", "0", "120")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new DataInputStream(listener.getInputStream());
        DataOutputStream out = new DataOutputStream(listener.getOutputStream());
        out.writeUTF(passphrase);
        out.flush();
    }

    @AfterEach
    void stop() {
        encoders.forEach(Process::destroyForcibly);
        if (listener != null) {
            listener.destroyForcibly();
        }
    }

    @Test
    void callers_areToldByTheirStreamIds_andTheirBytesPassedOn() throws Exception {
        int port = listening();
        push(port, "publish:live/a", 3);
        push(port, "#!::r=b,m=publish", 3);

        List<String> ids = new ArrayList<>();
        int[] bytes = new int[3];
        int gone = 0;
        while (gone < 2) {
            Message message = next();
            switch (message.type()) {
                case CALLER -> ids.add(idOf(message));
                case DATA -> {
                    assertThat(message.bytes()[0]).as("a transport stream").isEqualTo((byte) 0x47);
                    bytes[message.caller()] += message.bytes().length;
                }
                case GONE -> gone++;
                default -> throw new AssertionError("message " + message.type());
            }
        }
        assertThat(ids).containsExactlyInAnyOrder("publish:live/a", "#!::r=b,m=publish");
        assertThat(bytes[1]).isGreaterThan(10_000);
        assertThat(bytes[2]).isGreaterThan(10_000);
    }

    @Test
    void callerThatIsNotWanted_isHungUpOn() throws Exception {
        int port = listening();
        Process encoder = push(port, "no-such-key", 100);
        Message caller = next();
        assertThat(caller.type()).isEqualTo(CALLER);
        assertThat(idOf(caller)).isEqualTo("no-such-key");

        hangUp(caller);

        assertThat(encoder.waitFor(100, TimeUnit.SECONDS))
                .as("the encoder gives up")
                .isTrue();
    }

    @Test
    void listener_endsWithItsServer() throws Exception {
        listening();
        listener.getOutputStream().close();

        assertThat(listener.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.exitValue()).isZero();
    }

    @Test
    void call_sendsWholePackets_andEndsWithItsServer() throws Exception {
        try (Call call = new Call(listening(), "publish:live/ü", "")) {
            assertThat(call.next().type()).isEqualTo(CONNECTED);
            Message caller = next();
            assertThat(idOf(caller)).isEqualTo("publish:live/ü");

            byte[] packets = new byte[188 * 20];
            for (int at = 0; at < packets.length; at += 188) {
                packets[at] = 0x47;
                packets[at + 1] = (byte) (at / 188);
            }
            call.out.write(packets, 0, 200);
            call.out.flush();
            call.out.write(packets, 200, packets.length - 200);
            call.out.flush();
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            while (taken.size() < packets.length) {
                Message message = next();
                assertThat(message.type()).isEqualTo(DATA);
                assertThat(message.bytes().length % 188).isZero();
                taken.writeBytes(message.bytes());
            }
            assertThat(taken.toByteArray()).isEqualTo(packets);

            call.out.close();
            assertThat(call.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(call.process.exitValue()).isZero();
            assertThat(next().type()).isEqualTo(GONE);
        }
    }

    @Test
    void call_thatIsHungUpOn_saysSo() throws Exception {
        try (Call call = new Call(listening(), "no-such-key", "")) {
            assertThat(call.next().type()).isEqualTo(CONNECTED);
            hangUp(next());

            Message last = call.next();
            assertThat(last.type()).isEqualTo(FAILED);
            assertThat(new String(last.bytes(), StandardCharsets.UTF_8)).contains("has closed the connection");
            assertThat(call.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void call_withAPassphraseThatTheOtherSideHasNot_saysWhatToDo() throws Exception {
        try (Call call = new Call(listening(), "a", "a-passphrase-of-ours")) {
            Message last = call.next();
            assertThat(last.type()).isEqualTo(FAILED);
            assertThat(new String(last.bytes(), StandardCharsets.UTF_8))
                    .contains("passphrase")
                    .doesNotContain("a-passphrase-of-ours");
        }
    }

    @Test
    void callersWithoutThePassphrase_orWithAnother_areRefusedAtTheHandshake() throws Exception {
        listener.destroyForcibly().waitFor();
        listen("the-passphrase-of-all");
        int port = listening();

        try (Call call = new Call(port, "a", "")) {
            assertThat(call.next()).satisfies(SrtMainTest::refusedForThePassphrase);
        }
        try (Call call = new Call(port, "b", "the-passphrase-of-none")) {
            assertThat(call.next()).satisfies(SrtMainTest::refusedForThePassphrase);
        }
        try (Call call = new Call(port, "c", "the-passphrase-of-all")) {
            assertThat(call.next().type()).isEqualTo(CONNECTED);
            Message caller = next();
            assertThat(caller.type()).isEqualTo(CALLER);
            assertThat(idOf(caller)).as("nobody came before").isEqualTo("c");
        }
    }

    private static void refusedForThePassphrase(Message last) {
        assertThat(last.type()).isEqualTo(FAILED);
        assertThat(new String(last.bytes(), StandardCharsets.UTF_8)).contains("passphrase");
    }

    @Test
    void call_toNobody_saysSo() throws Exception {
        int port;
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            try (Call call = new Call(port, "a", "")) {
                Message last = call.next();
                assertThat(last.type()).isEqualTo(FAILED);
                assertThat(new String(last.bytes(), StandardCharsets.UTF_8)).contains("nothing answers there");
            }
        }
    }

    @Test
    void call_takesWhatIsSentToIt() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        push("srt://127.0.0.1:" + port + "?mode=listener&passphrase=0123456789", 100);
        Message first = new Message(FAILED, 0, new byte[0]);
        for (int tries = 0; first.type() != CONNECTED && tries < 10; tries++) {
            try (Call call = new Call(port, "", "0123456789")) {
                first = call.next();
                if (first.type() == CONNECTED) {
                    assertThat(call.next().bytes()[0]).as("a transport stream").isEqualTo((byte) 0x47);
                }
            }
        }
        assertThat(first.type()).isEqualTo(CONNECTED);
    }

    private void hangUp(Message caller) throws IOException {
        DataOutputStream out = new DataOutputStream(listener.getOutputStream());
        out.writeByte(CLOSE);
        out.writeInt(caller.caller());
        out.writeInt(0);
        out.flush();
    }

    /** A call, as the server makes it. */
    private static final class Call implements AutoCloseable {
        final Process process;
        final DataOutputStream out;
        private final DataInputStream in;

        Call(int port, String streamId, String passphrase) throws IOException {
            process = java(SrtCallMain.class)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = new DataInputStream(process.getInputStream());
            out = new DataOutputStream(process.getOutputStream());
            out.writeUTF("127.0.0.1");
            out.writeShort(port);
            out.writeInt(120);
            out.writeInt(0);
            out.writeUTF(streamId);
            out.writeUTF(passphrase);
            out.flush();
        }

        Message next() throws IOException {
            return read(in);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private int listening() throws IOException {
        Message first = next();
        assertThat(first.type())
                .as(new String(first.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(LISTENING);
        return first.caller();
    }

    private Message next() throws IOException {
        return read(in);
    }

    private static Message read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        int caller = in.readInt();
        return new Message(type, caller, in.readNBytes(in.readInt()));
    }

    private static String idOf(Message caller) {
        String text = new String(caller.bytes(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf('\0') + 1);
    }

    private Process push(int port, String streamId, int seconds) throws IOException {
        String id = java.net.URLEncoder.encode(streamId, StandardCharsets.UTF_8);
        return push("srt://127.0.0.1:" + port + "?streamid=" + id, seconds);
    }

    private Process push(String address, int seconds) throws IOException {
        String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        ProcessBuilder builder = new ProcessBuilder(
                ffmpeg,
                "-loglevel",
                "error",
                "-nostdin",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=160x90:rate=15:duration=" + seconds,
                "-c:v",
                "libopenh264",
                "-g",
                "15",
                "-pix_fmt",
                "yuv420p",
                "-f",
                "mpegts",
                address);
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        java.util.Objects.requireNonNull(Path.of(ffmpeg).getParent())
                                .toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        encoders.add(process);
        return process;
    }

    private static ProcessBuilder java(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                program.getName()));
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command);
    }

    /** The class path of this program, also when a build tool hides it behind one jar. */
    private static String classPath() {
        return System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"))
                .replace(";", File.pathSeparator);
    }
}
