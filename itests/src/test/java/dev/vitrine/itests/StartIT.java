package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a newcomer meets: the first command, its pages, its end, and its plain sentences when something is in the way.
 */
class StartIT {
    private Path data = Path.of("");

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createTempDirectory("vitrine-start");
    }

    @AfterEach
    void deleteData() {
        Scratch.delete(data);
    }

    @Test
    void up_showsALiveDemoEvent_andEndsCleanly() throws IOException {
        try (Vitrine server = Vitrine.up(data)) {
            for (String page : List.of(
                    "/watch/demo",
                    "/embed/demo",
                    "/console",
                    "/overlay/demo",
                    "/openapi",
                    "/asyncapi",
                    "/health/live",
                    "/health/ready",
                    "/health/started",
                    "/metrics")) {
                server.api("").get(page).must(200);
            }
            assertThat(server.api("").get("/watch/demo").header("Content-Security-Policy"))
                    .contains("default-src")
                    .doesNotContain("unsafe-inline");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(server.api("")
                                .get("/api/v1/events/demo/products")
                                .must(200)
                                .list("products"))
                        .hasSize(3);
                assertThat(server.api("").get("/live/demo/thumb.jpg").status()).isEqualTo(200);
                assertThat(server.api().get("/api/v1/events/demo").must(200).text("phase"))
                        .isEqualToIgnoringCase("live");
            });
            assertThat(mappedLibraries(server))
                    .as("native media code in the host JVM")
                    .noneMatch(line -> line.contains("libav") || line.contains("javacpp") || line.contains("libjniav"));
            try (Fan viewer = Fan.connect(server, "")) {
                viewer.subscribe("chat:demo");
                assertThat(server.terminate()).as("exit code after SIGTERM").isZero();
                await().atMost(Duration.ofSeconds(30)).until(viewer::ended);
                assertThat(viewer.messages()).as("when to come back").anySatisfy(message -> {
                    assertThat(message.text("type")).isEqualTo("room.draining");
                    assertThat(message.body("body").integer("reconnectJitterMs"))
                            .isPositive();
                });
                assertThat(viewer.closeCode()).isEqualTo(3001);
            }
            assertThat(server.output().lines())
                    .as("a clean run warns of nothing")
                    .noneMatch(line -> line.contains("WARN") || line.contains("ERROR") || line.contains("Exception"));
        }
    }

    private static List<String> mappedLibraries(Vitrine server) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.handle().pid() + "/maps"));
    }

    @Test
    void restart_keepsTheEventAndItsRecords() {
        List<Body> before;
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            server.api().liveEvent("spring-drop");
            before = server.api().log("spring-drop");
            assertThat(server.terminate()).isZero();
        }
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            assertThat(server.api().log("spring-drop")).startsWith(before.toArray(Body[]::new));
        }
    }

    @Test
    void secondProcessOnTheSameData_isRefusedInOneSentence() {
        try (Vitrine first = Vitrine.up(data, "--no-demo");
                Vitrine second = Vitrine.start(data, "--no-demo")) {
            assertThat(second.join()).isNotZero();
            assertThat(second.output())
                    .contains(data.toString())
                    .contains("in use")
                    .doesNotContain("\tat ");
            assertThat(first.api().ready()).isTrue();
        }
    }

    @Test
    void portInUse_isNamedInOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Vitrine server = Vitrine.start(data, "--no-demo", "--http", String.valueOf(taken.getLocalPort()))) {
            assertThat(server.join()).isNotZero();
            assertThat(server.output())
                    .contains(String.valueOf(taken.getLocalPort()))
                    .contains("in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void dataDirectoryThatIsAFile_isNamedInOneSentence() throws IOException {
        Path file = data.resolve("not-a-directory");
        Files.writeString(file, "x");
        try (Vitrine server = Vitrine.start(file, "--no-demo")) {
            assertThat(server.join()).isNotZero();
            assertThat(server.output()).contains(file.toString()).doesNotContain("\tat ");
        }
    }

    @Test
    void ownerToken_isReadableByTheOwnerAlone() throws IOException {
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            assertThat(server.api("wrong-token").get("/api/v1/events/x/log").status())
                    .isIn(401, 403, 404);
            try (var files = Files.walk(data)) {
                assertThat(files.filter(file -> file.getFileName().toString().contains("token")))
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }
}
