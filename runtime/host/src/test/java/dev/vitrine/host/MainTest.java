package dev.vitrine.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line without a server. */
class MainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    /** What a command printed and how it ended. */
    private record Result(int code, String text) {}

    private static Result run(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        return new Result(line.execute(arguments), text.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "status",
                "doctor",
                "events",
                "plugins",
                "plugins list",
                "plugins install",
                "plugins update",
                "plugins rollback",
                "plugins remove",
                "plugins why",
                "clip",
                "backup",
                "restore",
                "log show",
                "log verify",
                "log export",
                "views rebuild",
                "accounts add",
                "accounts list",
                "accounts roles",
                "accounts disable",
                "accounts password",
                "people export",
                "people erase",
                "policy dry-run",
                "policy put"
            })
    void everyCommand_explainsItself(String command) {
        Result result = run((command + " --help").split(" "));

        assertThat(result.code()).isZero();
        assertThat(result.text()).contains("Usage: vitrine " + command);
    }

    @Test
    void commandWithoutAServer_saysSoInOneSentence() {
        Result result = run("status", "--data", directory.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text().strip())
                .startsWith("No server runs on \"" + directory + "\"")
                .doesNotContain("\n");
    }

    @Test
    void backupAndRestore_keepWhatCannotBeMadeAnew() throws Exception {
        Path data = directory.resolve("data");
        for (String file : List.of(
                "events/_house/log/one.seg",
                "plugins/active.json",
                "plugins/hello/1.0.0/plugin.jar",
                "owner-token",
                "cache/osgi/bundle0/x",
                "plugins/media-engine/files/show.bin",
                "recordings/demo/1.mp4",
                "run.json")) {
            Path target = data.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, "content of " + file);
        }
        Path zip = directory.resolve("backup.zip");
        Path copy = directory.resolve("copy");

        assertThat(run("backup", zip.toString(), "--data", data.toString()).code())
                .isZero();
        assertThat(run("restore", zip.toString(), "--data", copy.toString()).code())
                .isZero();

        assertThat(copy.resolve("events/_house/log/one.seg")).hasContent("content of events/_house/log/one.seg");
        assertThat(copy.resolve("plugins/hello/1.0.0/plugin.jar")).exists();
        assertThat(Files.getPosixFilePermissions(copy.resolve("owner-token"))).hasSize(2);
        assertThat(copy.resolve("cache")).doesNotExist();
        assertThat(copy.resolve("recordings")).doesNotExist();
        assertThat(copy.resolve("plugins/media-engine")).doesNotExist();
        assertThat(copy.resolve("run.json")).doesNotExist();
        assertThat(run("backup", zip.toString(), "--data", data.toString()).text())
                .as("a backup overwrites nothing")
                .contains("is there already");
        assertThat(run("restore", zip.toString(), "--data", copy.toString()).text())
                .as("a restore overwrites nothing")
                .contains("is not empty");
    }

    @Test
    void restoreOfSomethingElse_isNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("notes.txt"), "no zip");

        Result result = run(
                "restore", file.toString(), "--data", directory.resolve("new").toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text()).contains("is no backup");
    }
}
