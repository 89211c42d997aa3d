package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that is full, and logs that something else has touched: named in a sentence, and the rest goes on. */
class StorageIT {
    private Path data = Path.of("");

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createTempDirectory("vitrine-storage");
    }

    @AfterEach
    void deleteData() {
        Scratch.delete(data);
    }

    @Test
    void fullDisk_isSaid_losesNothing_andIsLeftByItself() throws Exception {
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("full");
            try (Fan ada = Fan.connect(server, Vitrine.OWNER);
                    Fan ben = Fan.connect(server, "")) {
                ben.subscribe("chat:full");
                ada.say("full", "before");
                // To the process a file that may not grow looks like a disk without room.
                limitFiles(server, Files.size(newest("full")) + 16);
                Body refused = ada.request("publish", Map.of("channel", "chat:full", "data", Map.of("text", "lost")));
                assertThat(Fan.member(refused, "error").text("message"))
                        .as("%s", refused)
                        .contains("could not be stored");
                Api.Answer second = owner.post("/api/v1/events/full/stream-keys");
                assertThat(second.status()).as(second.body()).isEqualTo(507);
                assertThat(second.text("detail")).contains("could not be stored");
                assertThat(owner.get("/api/v1/events/full").must(200).text("id"))
                        .isEqualTo("full");
                limitFiles(server, -1);
                await().until(() -> {
                    Body again =
                            ada.request("publish", Map.of("channel", "chat:full", "data", Map.of("text", "after")));
                    return !again.has("error");
                });
                await().until(() -> ben.texts("full").contains("after"));
                List<String> texts = ben.texts("full");
                assertThat(texts).startsWith("before").doesNotHaveDuplicates();
            }
            assertThat(server.terminate()).isZero();
        }
        Vitrine.Result verified = Vitrine.command("log", "verify", "full", "--data", data.toString());
        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }

    @Test
    void flippedBit_isFoundAndNamed_andOtherEventsGoOn() throws Exception {
        talk("flipped");
        Path segment = newest("flipped");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int before = file.read();
            file.seek(middle);
            file.write(before ^ 0x10);
        }
        Vitrine.Result verified = Vitrine.command("log", "verify", "flipped", "--data", data.toString());
        assertThat(verified.exitCode()).isNotZero();
        assertThat(verified.output()).contains("flipped").contains("record").doesNotContain("\tat ");
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            assertThat(server.output()).contains("damaged at record").contains("events/flipped/log");
            Api owner = server.api();
            List<Body> whole = owner.log("flipped");
            assertThat(whole).as("what stands before the damage").isNotEmpty();
            assertThat(owner.get("/api/v1/events/flipped/log?after=" + whole.size())
                            .must(200)
                            .text("damage"))
                    .contains("vitrine log cut");
            Api.Answer refused = owner.post("/api/v1/events/flipped/stream-keys");
            assertThat(refused.status()).as(refused.body()).isEqualTo(507);
            server.api().liveEvent("healthy").streamKey("healthy");
        }
    }

    @Test
    void shortenedLog_isDamageToo_becauseWhatIsGoneWasAcknowledged() throws Exception {
        int before = talk("short");
        Path segment = newest("short");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.setLength(file.length() - 5);
        }
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            assertThat(server.output()).contains("damaged at record " + before);
            assertThat(server.api().log("short")).hasSize(before - 1);
        }
        Vitrine.Result cut = Vitrine.command("log", "cut", "short", "--data", data.toString());
        assertThat(cut.exitCode()).as(cut.output()).isZero();
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            server.api().streamKey("short");
            assertThat(server.api().log("short")).hasSize(before);
        }
        Vitrine.Result verified = Vitrine.command("log", "verify", "short", "--data", data.toString());
        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }

    /** Returns how many records the event has after a conversation, with the server stopped. */
    private int talk(String event) {
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            server.api().liveEvent(event);
            try (Fan ada = Fan.connect(server, Vitrine.OWNER)) {
                for (int i = 0; i < 20; i++) {
                    ada.say(event, "line " + i);
                }
            }
            int records = server.api().log(event).size();
            assertThat(server.terminate()).isZero();
            return records;
        }
    }

    private Path newest(String event) throws IOException {
        try (Stream<Path> files =
                Files.list(data.resolve("events").resolve(event).resolve("log"))) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches(".*\\d.*"))
                    .max(Comparator.comparing(file -> String.valueOf(file.getFileName())))
                    .orElseThrow();
        }
    }

    private static void limitFiles(Vitrine server, long bytes) throws Exception {
        String limit = bytes < 0 ? "unlimited" : String.valueOf(bytes);
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", String.valueOf(server.handle().pid()), "--fsize=" + limit + ":unlimited")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }
}
