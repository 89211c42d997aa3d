package dev.vitrine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.core.HouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What up was told, put in order. */
class SettingsReaderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private Settings read(Map<String, String> flags, Map<String, String> variables, String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("vitrine.yaml"), yaml);
        return SettingsReader.read(flags, variables, file);
    }

    @Test
    void nothingGiven_takesTheDefaults() {
        Settings settings = SettingsReader.read(Map.of(), Map.of(), directory.resolve("none.yaml"));

        assertThat(settings.http()).isEqualTo(8080);
        assertThat(settings.rtmp()).isEqualTo(1935);
        assertThat(settings.bind()).isEqualTo("127.0.0.1");
        assertThat(settings.data()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(settings.demo()).isTrue();
        assertThat(settings.tls()).isEmpty();
        assertThat(settings.watch()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void flagCountsBeforeVariable_variableBeforeFile_fileBeforeDefault() throws IOException {
        Settings settings = read(
                Map.of("http", "1"),
                Map.of("VITRINE_HTTP", "2", "VITRINE_RTMP", "3"),
                "http: 4\nrtmp: 5\ndemo: false\nwatch-seconds: 1.5\n");

        assertThat(settings.http()).isEqualTo(1);
        assertThat(settings.rtmp()).isEqualTo(3);
        assertThat(settings.demo()).isFalse();
        assertThat(settings.watch()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void originsAndPluginConfiguration_comeFromTheFile() throws IOException {
        Settings settings = read(Map.of(), Map.of(), """
            origins: [https://shop.example, https://desk.example]
            plugins:
              example-hello:
                words: [blorple, zwindle]
            """);

        assertThat(settings.origins()).containsExactly("https://desk.example", "https://shop.example");
        assertThat(settings.plugins())
                .hasEntrySatisfying(
                        "example-hello",
                        values -> assertThat(values).containsEntry("words", new String[] {"blorple", "zwindle"}));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http: many            | "http" takes a number, not "many"
        http: 70000           | "http" takes a port from 0 to 65535
        demo: perhaps         | "demo" takes true or false, not "perhaps"
        htpp: 8080            | unknown key "htpp"
        bind: 0.0.0.0         | the owner's token must be yours
        owner-token: short    | fewer than 16 characters
        tls-cert: cert.pem    | both --tls-cert and --tls-key
        plugins: hello        | one entry per plugin id
        srt-passphrase: short | 10 to 79 characters
        srt-passphrase: too-many-1234567890-1234567890-1234567890-1234567890-1234567890-1234567890-1234567890-1 | 10 to 79 characters
        srt-passphrase: ein-schlüssel | characters of ASCII
        srt-passphrase: 12345678901   | put it in quotes
        srt-passphrase: long-enough-1 | but no --srt
        srt-passphrase-file: none.txt | "none.txt" is not there
        """)
    void wrongValue_isNamedInASentence(String yaml, String sentence) {
        assertThatThrownBy(() -> read(Map.of(), Map.of(), yaml))
                .isInstanceOf(HouseException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void passphraseOfSrt_comesFromAFileOrAVariable_andIsNotPrinted() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "a-passphrase of SRT\n");
        Settings named = read(Map.of("srt", "0", "srt-passphrase-file", secret.toString()), Map.of(), "");
        Settings given = read(Map.of(), Map.of("VITRINE_SRT_PASSPHRASE", "another-passphrase"), "srt: 9000\n");

        assertThat(named.srt().orElseThrow().passphrase()).isEqualTo("a-passphrase of SRT");
        assertThat(given.srt().orElseThrow()).isEqualTo(new Settings.Srt(9000, "another-passphrase"));
        assertThat(read(Map.of("srt", "0"), Map.of(), "").srt().orElseThrow().isEncrypted())
                .isFalse();
        assertThat(named + " " + given)
                .contains("encrypted")
                .doesNotContain("a-passphrase")
                .doesNotContain("another-passphrase");
        assertThatThrownBy(() -> read(
                        Map.of("srt-passphrase-file", secret.toString()),
                        Map.of("VITRINE_SRT_PASSPHRASE", "another-passphrase"),
                        "srt: 9000\n"))
                .hasMessageContaining("take one")
                .hasMessageNotContaining("another-passphrase");
    }

    @Test
    void brokenYaml_namesFileAndLine() {
        assertThatThrownBy(() -> read(Map.of(), Map.of(), "http: 1\n  rtmp: [\n"))
                .isInstanceOf(HouseException.class)
                .hasMessageContaining("vitrine.yaml")
                .hasMessageContaining("line 2");
    }

    @Test
    void widerBindWithAToken_isTaken() throws IOException {
        assertThat(read(Map.of("bind", "0.0.0.0"), Map.of("VITRINE_OWNER_TOKEN", "a-long-enough-token"), "")
                        .bind())
                .isEqualTo("0.0.0.0");
    }
}
