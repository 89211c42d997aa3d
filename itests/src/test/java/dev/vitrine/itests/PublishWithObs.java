package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.Obs;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OBS Studio itself publishes. In the profile {@code obs} alone: it takes 300 MB of packages. */
class PublishWithObs {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-obs-data");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    private static Obs obs(String key, String options) {
        return Obs.stream("rtmp://127.0.0.1:" + server.rtmpPort() + "/live", key, options);
    }

    @Test
    void settingsAsRecommended_playWithoutAComplaint() {
        Api owner = server.api().liveEvent("obs");
        try (Fan producer = Fan.connect(server, Vitrine.OWNER);
                MediaTap tap = MediaTap.open(server, "obs")) {
            producer.subscribe("ops:obs");
            try (Obs obs = obs(owner.streamKey("obs"), "keyint=30 bframes=0")) {
                await().atMost(LIMIT).until(() -> tap.fragments() > 200);
                assertThat(tap.config()).contains("avc1.").contains("mp4a.40.2").contains("\"width\":640");
                assertThat(tap.firstFragmentIsKey()).isTrue();
                assertThat(tap.timestampsAreMonotonic()).isTrue();
                assertThat(producer.bodies("ops:obs", "media.health"))
                        .as("complaints about the publisher")
                        .noneMatch(health -> health.text("probe").equals("b-frames")
                                && !health.text("state").equals("ok"));
                assertThat(obs.output()).contains("Streaming Start");
            }
            await().atMost(LIMIT).until(() -> !owner.streamState("obs").equals("LIVE"));
            assertThat(tap.closed()).isFalse();
        }
    }

    @Test
    void bFrames_areNamedInTheConsoleInTheTermsOfItsSettings() {
        Api owner = server.api().liveEvent("slow");
        try (Fan producer = Fan.connect(server, Vitrine.OWNER)) {
            producer.subscribe("ops:slow");
            try (Obs obs = obs(owner.streamKey("slow"), "keyint=60 bframes=3 b-adapt=0")) {
                await().atMost(LIMIT)
                        .until(() -> producer.bodies("ops:slow", "media.health").stream()
                                .anyMatch(health -> health.text("sentence").contains("Max B-frames")));
                assertThat(obs.output()).contains("bframes");
            }
        }
    }
}
