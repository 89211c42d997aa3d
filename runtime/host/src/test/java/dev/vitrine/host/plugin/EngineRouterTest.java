package dev.vitrine.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which engine version gets what. */
class EngineRouterTest {
    private final EngineRouter router = new EngineRouter();
    private final FakeEngine first = new FakeEngine("first");
    private final FakeEngine second = new FakeEngine("second");

    private String thumbnail(String event) {
        return new String(router.thumbnail(event).orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void streamOfTheOldEngine_staysWithIt_newOnesGoToTheNew() {
        router.promote(first);
        first.streams.put("show", StreamState.LIVE);
        router.promote(second);

        assertThat(thumbnail("show")).isEqualTo("first");
        assertThat(thumbnail("other")).isEqualTo("second");
        second.streams.put("show", StreamState.LIVE);
        assertThat(thumbnail("show"))
                .as("once it came back through the new one")
                .isEqualTo("second");
    }

    @Test
    void subscription_hearsEveryVersion_untilItIsClosed() {
        router.promote(first);
        List<String> heard = new ArrayList<>();
        MediaEngine.Subscription subscription = router.subscribe(
                "show",
                Rung.SOURCE,
                MediaFormat.FMP4,
                unit -> heard.add(StandardCharsets.UTF_8
                        .decode(unit.payload().duplicate())
                        .toString()));
        first.show();
        router.promote(second);
        second.show();
        router.retire(first);
        first.show();
        subscription.close();
        second.show();

        assertThat(heard).containsExactly("first", "second");
        assertThat(second.sinks).isEmpty();
    }

    @Test
    void demo_movesToTheNewEngineWhenTheOldOneGoes() {
        router.startDemoSource("demo");
        router.promote(first);
        assertThat(first.demos).as("asked for before there was an engine").containsExactly("demo");
        router.promote(second);
        assertThat(second.demos).isEmpty();
        router.retire(first);
        assertThat(second.demos).containsExactly("demo");
    }

    @Test
    void flipBack_putsTheOldOneInFrontAgain() {
        router.promote(first);
        router.promote(second);
        router.promote(first);

        assertThat(thumbnail("new")).isEqualTo("first");
    }

    @Test
    void noEngine_saysSo() {
        assertThat(router.present()).isFalse();
        assertThat(router.status("show")).isEmpty();
        assertThatThrownBy(() -> router.clip(new ClipRequest("show", 0, 0, 1, Path.of("x")))
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("no media engine in service");
    }
}
