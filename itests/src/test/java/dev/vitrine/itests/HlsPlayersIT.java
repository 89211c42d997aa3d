package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.BarcodeEncoder;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import dev.vitrine.itests.support.hls.Players;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Other people's players in a real browser, on parts, with the barcode read from the painted picture. */
@Timeout(300)
class HlsPlayersIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int SECONDS = 120;

    @ParameterizedTest
    @EnumSource(Players.class)
    void player_paintsTheLivePicture_fromParts(Players player) throws Exception {
        Path data = Files.createTempDirectory("vitrine-hls-player");
        try (Vitrine server = Vitrine.up(data, "--no-demo");
                Chromium chromium = new Chromium()) {
            Api owner = server.api().liveEvent("show");
            String url = "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("show");
            try (BarcodeEncoder encoder = BarcodeEncoder.publish(url, SECONDS)) {
                await().atMost(LIMIT)
                        .until(() -> server.api("").get("/live/show/index.m3u8").status() == 200);
                Page page = player.play(chromium, server, "show");
                await().atMost(LIMIT).until(() -> frames(page) > 150 && Players.parts(page) > 20);
                System.out.println(player + " " + Players.figures(page));
                assertThat(Players.fatal(page)).isEmpty();
                assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
            }
        } finally {
            Scratch.delete(data);
        }
    }

    private static int frames(Page page) {
        return ((Number) Players.figures(page).getOrDefault("frames", 0)).intValue();
    }
}
