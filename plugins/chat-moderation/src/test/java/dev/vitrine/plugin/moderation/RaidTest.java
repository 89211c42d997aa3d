package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A raid on a virtual clock: 200 accounts, 50 messages a second, each a mutation of one of three texts, into a chat of
 * 300 regulars who go on talking. What the filter lets through is recorded, as the core does.
 */
class RaidTest {
    private static final String SHOW = "show";
    private static final int REGULARS = 300;
    private static final int RAIDERS = 200;
    private static final Duration BEFORE = Duration.ofMinutes(3);
    private static final Duration RAID = Duration.ofSeconds(20);
    private static final List<String> TEXTS = List.of(
            "this host is a fraud, everything here is fake, do not buy the lamps",
            "come to the other shop, same lamps for half the price tonight",
            "report this stream everybody, they steal your money and never ship");
    private static final List<String> TALK = List.of(
            "love",
            "the",
            "blue",
            "lamp",
            "how",
            "much",
            "is",
            "shipping",
            "to",
            "Norway",
            "when",
            "does",
            "it",
            "start",
            "hello",
            "from",
            "Lisbon",
            "great",
            "show",
            "again",
            "my",
            "sister",
            "wants",
            "two",
            "of",
            "these",
            "please",
            "what",
            "size",
            "warm",
            "light",
            "kitchen",
            "table",
            "nice",
            "price",
            "today",
            "thank",
            "you",
            "so",
            "much");

    private static final List<String> RARE = Disguises.words(new Random(5), 500);

    private final TestHouse house = new TestHouse(Path.of("target"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void raid_isShut_withinTwoSeconds_andRegularsGoOn(long seed) {
        Random random = new Random(seed);
        house.policy("moderation", Body.of("holds", Body.of("minutes", 0)));
        ChatModeration plugin = house.start("chat-moderation", ChatModeration::new);
        for (int i = 0; i < REGULARS; i++) {
            joined("regular-" + i);
        }
        Instant start = house.time().instant();
        for (Instant end = start.plus(BEFORE); house.time().instant().isBefore(end); ) {
            say(plugin, "regular-" + random.nextInt(REGULARS), talk(random));
            house.time().advance(Duration.ofMillis(100));
        }
        assertThat(house.log(SHOW, "moderation.shield-set"))
                .as("no raid, no shield")
                .isEmpty();
        Instant raid = house.time().instant();
        int seen = 0;
        int regular = 0;
        int regularHeld = 0;
        for (int i = 0; house.time().instant().isBefore(raid.plus(RAID)); i++) {
            String raider = "raider-" + i % RAIDERS;
            if (i < RAIDERS) {
                joined(raider);
            }
            if (shown(say(plugin, raider, mutated(random, TEXTS.get(random.nextInt(TEXTS.size())))))) {
                seen++;
            }
            if (i % 5 == 0) {
                regular++;
                if (!shown(say(plugin, "regular-" + random.nextInt(REGULARS), talk(random)))) {
                    regularHeld++;
                }
            }
            house.time().advance(Duration.ofMillis(20));
        }
        Instant up = house.log(SHOW, "moderation.shield-set").getFirst().at();

        System.out.printf(
                "raid, seed %d: shield after %d ms, %d raid messages seen, %d of %d regulars' messages held%n",
                seed, Duration.between(raid, up).toMillis(), seen, regularHeld, regular);
        assertThat(Duration.between(raid, up)).as("shield, seed %d", seed).isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(seen).as("raid messages seen, seed %d", seed).isLessThanOrEqualTo(10);
        assertThat((double) regularHeld / regular)
                .as("regulars held, seed %d", seed)
                .isLessThanOrEqualTo(0.01);

        house.time().advance(Duration.ofMinutes(15));
        assertThat(house.log(SHOW, "moderation.shield-set").getLast().body().flag("on", true))
                .as("the shield comes down by itself")
                .isFalse();
    }

    @Test
    void burst_ofNewcomersWithNothingInCommon_putsTheShieldUp() {
        Random random = new Random(11);
        house.policy("moderation", Body.of("holds", Body.of("minutes", 0)));
        ChatModeration plugin = house.start("chat-moderation", ChatModeration::new);
        for (int i = 0; i < 600; i++) {
            say(plugin, "regular-" + random.nextInt(50), talk(random));
            house.time().advance(Duration.ofMillis(500));
        }
        assertThat(house.log(SHOW, "moderation.shield-set")).isEmpty();
        for (int i = 0; i < 60; i++) {
            String text = RARE.get(random.nextInt(RARE.size())) + " " + RARE.get(random.nextInt(RARE.size()));
            say(plugin, "stranger-" + i, text);
            house.time().advance(Duration.ofMillis(50));
        }
        assertThat(house.log(SHOW, "moderation.shield-set")).hasSize(1);
    }

    private void joined(String user) {
        house.append(SHOW, Actor.HOUSE, Draft.asap("core.session", Channel.NONE, Body.of("id", user, "name", user)));
    }

    private Verdict say(ChatModeration plugin, String user, String text) {
        Verdict verdict = plugin.review(new ChatMessage(
                SHOW,
                new Author(user, user, false),
                text,
                Optional.empty(),
                house.time().instant()));
        Body body = Body.of("author", Body.of("id", user, "name", user, "staff", false), "text", text);
        switch (verdict) {
            case Verdict.Pass pass ->
                house.append(SHOW, TestHouse.viewer(user), Draft.asap("chat.message", Channel.CHAT, body));
            case Verdict.Hold hold ->
                house.append(
                        SHOW,
                        TestHouse.viewer(user),
                        Draft.asap(
                                "chat.held",
                                Channel.MOD,
                                body.with("rule", hold.reason().rule())));
            default -> {
                // Nothing is recorded of the others here.
            }
        }
        return verdict;
    }

    private static boolean shown(Verdict verdict) {
        return verdict instanceof Verdict.Pass || verdict instanceof Verdict.Modify;
    }

    private static String talk(Random random) {
        StringBuilder text = new StringBuilder();
        for (int words = 4 + random.nextInt(6); words > 0; words--) {
            List<String> among = random.nextInt(3) == 0 ? RARE : TALK;
            text.append(among.get(random.nextInt(among.size()))).append(' ');
        }
        return text.append(random.nextInt(1_000)).toString();
    }

    /** Letters exchanged, doubled, dropped, disguised and capitalised; a number and an emoji behind. */
    private static String mutated(Random random, String text) {
        StringBuilder mutated = new StringBuilder();
        for (char letter : text.toCharArray()) {
            int die = random.nextInt(100);
            if (die < 3) {
                mutated.append((char) ('a' + random.nextInt(26)));
            } else if (die < 6) {
                mutated.append(letter).append(letter);
            } else if (die < 9) {
                continue;
            } else if (die < 13) {
                mutated.append("aoei".indexOf(letter) < 0 ? letter : "а0€1".charAt("aoei".indexOf(letter)));
            } else if (die < 20) {
                mutated.append(Character.toUpperCase(letter));
            } else if (die < 23) {
                mutated.append(letter).append('\u200B');
            } else {
                mutated.append(letter);
            }
        }
        return mutated.append(' ').append(random.nextInt(10_000)).append("😡").toString();
    }
}
