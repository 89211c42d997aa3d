package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rungs, profiles and outages of the true server, with a true encoder and true workers. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LadderIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CUTS = 20;

    private static Path data;
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-ladder");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    @Test
    void rung_isEncoded_survivesItsWorkersAndAChangeOfProfile() {
        Api owner = server.api().liveEvent("rungs");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("rungs"));
                MediaTap source = MediaTap.open(server, "rungs")) {
            await().atMost(LIMIT).until(() -> source.fragments() > 20);
            assertThat(source.config()).contains("\"rung\":\"source\"", "\"name\":\"240p\",\"width\":426");
            try (MediaTap rung = MediaTap.open(server, "rungs", "240p")) {
                await().atMost(LIMIT).until(() -> rung.fragments() > 50);
                assertThat(rung.config()).contains("\"width\":426", "\"height\":240", "\"rung\":\"240p\"");
                assertThat(rung.firstFragmentIsKey()).isTrue();

                long before = rung.fragments();
                workers().forEach(ProcessHandle::destroyForcibly);
                await().atMost(LIMIT).until(() -> rung.fragments() > before + 50);

                owner.post("/api/v1/events/rungs/profile", "profile", "baseline")
                        .must(200);
                owner.post("/api/v1/events/rungs/profile", "profile", "fallback")
                        .must(200);
                long switched = rung.fragments();
                await().atMost(LIMIT).until(() -> rung.fragments() > switched + 50);
                assertThat(rung.closed()).isFalse();
                assertThat(rung.timestampsAreMonotonic()).isTrue();
            }
            assertThat(source.closed()).isFalse();
            assertThat(source.timestampsAreMonotonic()).isTrue();
            assertThat(encoder.isAlive()).isTrue();
        }
        assertThat(owner.log("rungs")).anyMatch(record -> record.text("type").equals("core.profile"));
    }

    @Test
    void publisherThatIsCutAgainAndAgain_closesNobody_andASlateFillsEachGap() {
        Api owner = server.api().liveEvent("cuts");
        String key = owner.streamKey("cuts");
        try (MediaTap tap = MediaTap.open(server, "cuts")) {
            for (int cut = 0; cut < CUTS; cut++) {
                try (Encoder encoder = Encoder.publish(server, key)) {
                    long before = tap.fragments();
                    await().atMost(LIMIT).until(() -> state("cuts").equals("LIVE") && tap.fragments() > before + 20);
                    encoder.kill();
                }
                await().atMost(LIMIT).until(() -> state("cuts").equals("SLATE"));
                long slate = tap.fragments();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(tap.fragments())
                                .as("pictures of the slate")
                                .isGreaterThan(slate + 5));
            }
            assertThat(tap.closed()).isFalse();
            assertThat(tap.timestampsAreMonotonic()).isTrue();
            assertThat(tap.configs())
                    .as("one for each publisher and each slate")
                    .isGreaterThanOrEqualTo(2 * CUTS);
        }
    }

    private static String state(String event) {
        return server.api("")
                .get("/api/v1/events/" + event)
                .must(200)
                .json()
                .body("stream")
                .text("state");
    }

    /** The server starts no other processes. */
    private static List<ProcessHandle> workers() {
        return server.handle().descendants().toList();
    }
}
