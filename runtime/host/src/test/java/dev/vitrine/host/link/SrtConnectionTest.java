package dev.vitrine.host.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.core.link.SrtAddress;
import dev.vitrine.core.net.OutboundGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a shell in the place of the program that speaks SRT; the true one is in {@code SecureAndSrtIT}. */
class SrtConnectionTest {
    private static final SrtAddress ADDRESS = SrtAddress.of("srt://there:9000?streamid=secret-id");

    /** Type 1, then the numbers 0 and 0. */
    private static final String CONNECTED = "printf '\\001\\0\\0\\0\\0\\0\\0\\0\\0'; ";

    private static final String OVER_NO = "printf '\\005\\0\\0\\0\\0\\0\\0\\0\\010it is no'; ";
    private final AtomicInteger ended = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // started by each test
    private Process child;

    @AfterEach
    void stop() {
        child.destroyForcibly();
    }

    @Test
    void whoDoesNotLetUsIn_isNamedWithTheReason() throws Exception {
        SrtConnection connection = connection(OVER_NO);

        assertThatThrownBy(() -> connection.call(ADDRESS, "192.0.2.1"))
                .isInstanceOf(IOException.class)
                .hasMessage("At \"there:9000\" it is no.");
        assertThat(ended).as("the place is free again").hasValue(1);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void programThatEndsWithoutAWord_isSaidToHave() throws Exception {
        SrtConnection connection = connection("exit 1");

        assertThatThrownBy(() -> connection.call(ADDRESS, "192.0.2.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has ended")
                .hasMessageContaining("vitrine doctor");
    }

    @Test
    void whatComesIn_isRead_andTheEndHasItsReason() throws Exception {
        String data = "printf '\\003\\0\\0\\0\\0\\0\\0\\0\\002hi'; ";
        SrtConnection connection = connection(CONNECTED + "read -r line; " + data + OVER_NO);
        connection.call(ADDRESS, "192.0.2.1");

        assertThat(connection.in()).isNotNull();
        connection.out().write('\n');
        assertThat(connection.in().readNBytes(2)).asString().isEqualTo("hi");
        assertThatThrownBy(() -> connection.in().read()).hasMessage("it is no");
        connection.close();
        connection.close();
        assertThat(ended).hasValue(1);
    }

    @Test
    void whoWritesToOneThatHasEnded_hearsWhy() throws Exception {
        SrtConnection connection = connection(CONNECTED + OVER_NO);
        connection.call(ADDRESS, "192.0.2.1");
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> {
                    while (true) {
                        connection.out().write(new byte[1_000]);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("it is no");
        connection.close();
    }

    @Test
    void address_isCheckedBeforeAnythingIsStarted() throws Exception {
        child = new ProcessBuilder("true").start();
        OutboundGuard guard = new OutboundGuard(OutboundGuard.Resolver.SYSTEM, Set::of);
        SrtDialler dialler = new SrtDialler(Path.of("/no/such/java"), List.of());

        assertThatThrownBy(() -> dialler.dial(guard, "srt://127.0.0.1:9000?streamid=secret-id"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not on the public network")
                .hasMessageNotContaining("secret-id");
        assertThat(dialler.missing()).hasValueSatisfying(why -> assertThat(why).contains("cannot be tried"));
    }

    /** A child that reads what it is told, at least its last two bytes, and then speaks. */
    private SrtConnection connection(String script) throws IOException {
        int told = 2 + "192.0.2.1".length() + 2 + 4 + 4 + 2 + "secret-id".length() + 2;
        child = new ProcessBuilder("/bin/sh", "-c", "head -c " + told + " >/dev/null; " + script).start();
        return new SrtConnection(child, "\"there:9000\"", ended::incrementAndGet);
    }
}
