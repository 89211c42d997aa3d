package dev.vitrine.plugin.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.testkit.Configs;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordHoldTest {

    @Test
    void review_listedWordInAnyCase_holds() {
        assertThat(filter("wug", "zib").review(message("Buy a WUG, now!"))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void review_listedWordInsideAnotherWord_passes() {
        assertThat(filter("wug").review(message("wuggle it"))).isEqualTo(Verdict.pass());
    }

    @Test
    void review_wordListedTwice_stillStarts() {
        assertThat(filter("wug", "wug").review(message("wug"))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void review_noConfiguration_holdsTheSampleWord() {
        WordHold filter = new WordHold(Configs.defaults(WordHold.Config.class));

        assertThat(filter.review(message("blorple"))).isInstanceOf(Verdict.Hold.class);
    }

    private static WordHold filter(String... words) {
        return new WordHold(Configs.with(WordHold.Config.class, Map.of("words", words)));
    }

    private static ChatMessage message(String text) {
        return new ChatMessage(
                "show",
                new Author("v-1", "Vera", false),
                text,
                Optional.empty(),
                Instant.parse("2026-11-20T18:00:00Z"));
    }
}
