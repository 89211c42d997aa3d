package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vitrine.media.worker.srt.SrtMain;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
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

/**
 * The SRT listener as a process, with real callers. Skipped where libsrt is missing, since a unit test installs
 * nothing; {@code SecureAndSrtIT} installs it and insists.
 */
@Timeout(value = 180)
class SrtMainTest {
    private static final int LISTENING = 1;
    private static final int CALLER = 2;
    private static final int DATA = 3;
    private static final int GONE = 4;
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
        Process version = java("--version").start();
        version.getOutputStream().close();
        String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(version.waitFor() == 0, said);
        listener = java("127.0.0.1", "0", "120")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new DataInputStream(listener.getInputStream());
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

        DataOutputStream out = new DataOutputStream(listener.getOutputStream());
        out.writeByte(CLOSE);
        out.writeInt(caller.caller());
        out.writeInt(0);
        out.flush();

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

    private int listening() throws IOException {
        Message first = next();
        assertThat(first.type())
                .as(new String(first.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(LISTENING);
        return first.caller();
    }

    private Message next() throws IOException {
        int type = in.readUnsignedByte();
        int caller = in.readInt();
        return new Message(type, caller, in.readNBytes(in.readInt()));
    }

    private static String idOf(Message caller) {
        String text = new String(caller.bytes(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf('\0') + 1);
    }

    private Process push(int port, String streamId, int seconds) throws IOException {
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
                "srt://127.0.0.1:" + port + "?streamid="
                        + java.net.URLEncoder.encode(streamId, StandardCharsets.UTF_8));
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

    private static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                SrtMain.class.getName()));
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command);
    }

    /** The class path of this program, also when a build tool hides it behind one jar. */
    private static String classPath() {
        return System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"))
                .replace(";", File.pathSeparator);
    }
}
