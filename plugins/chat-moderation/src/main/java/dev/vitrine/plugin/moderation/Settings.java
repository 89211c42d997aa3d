package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What holds for all events, from policy {@code moderation}; {@code policies/README.md} describes each key.
 *
 * @param links what becomes of a viewer's message with a link
 * @param linkHosts hosts that anyone may link to
 * @param disguisedLinks what becomes of a message with a link that hides where it leads
 * @param flood when repeating oneself is a flood
 * @param shapes capitals, signs, emoji
 * @param spam what becomes of a message that the spam model knows
 * @param spamMargin how far above the model's threshold a message must score
 * @param raid when many are one
 * @param ladder what follows offences
 * @param heldFor after this long a message that nobody decided is denied; zero is never
 * @param exempt ids of people who are judged by terms alone, as staff is
 * @param from by category, the level from which its terms act; a category that is not here acts from 1
 * @param lists terms for every event
 * @param version short hash of these
 */
record Settings(
        Action links,
        Set<String> linkHosts,
        Action disguisedLinks,
        Flood flood,
        Shapes shapes,
        Action spam,
        double spamMargin,
        Raid raid,
        Ladder ladder,
        Duration heldFor,
        Set<String> exempt,
        Map<String, Integer> from,
        TermList lists,
        String version) {
    /**
     * The model learned from text messages, where a price or a number is rarely innocent. In a shop's chat it is, so it
     * must be surer here than its threshold says.
     */
    private static final double SPAM_MARGIN = 2;

    /** Later than this nobody knows what a message answered to. */
    private static final long HELD_MINUTES = 15;

    /**
     * When repeating oneself is a flood.
     *
     * @param identical this many times the same text by the same viewer
     * @param similar this many times about the same
     * @param window within this time
     * @param ignore texts that anyone may repeat, such as "gg"
     */
    record Flood(long identical, long similar, Duration window, Set<String> ignore) {
        static Flood of(Body flood) {
            return new Flood(
                    flood.optionalInteger("identical").orElse(3L),
                    flood.optionalInteger("similar").orElse(5L),
                    Duration.ofSeconds(flood.optionalInteger("seconds").orElse(30L)),
                    Set.copyOf(flood.texts("ignore").stream()
                            .map(text -> text.toLowerCase(Locale.ROOT))
                            .toList()));
        }
    }

    /**
     * When many are one.
     *
     * @param action what becomes of its messages
     * @param accounts this many newcomers who say about the same are a raid
     * @param newcomers this many who speak for the first time are one, if it is far more than usual; 0 is never
     * @param window within this time
     * @param newcomer someone first seen less than this before a raid, or who has never been heard before it, is new
     * @param shield how long the shield stays up by itself
     */
    record Raid(Action action, long accounts, long newcomers, Duration window, Duration newcomer, Duration shield) {
        static Raid of(Body raid) {
            return new Raid(
                    act("raid.action", raid, "action", Action.HOLD),
                    raid.optionalInteger("accounts").orElse(4L),
                    raid.optionalInteger("newcomers").orElse(30L),
                    Duration.ofSeconds(raid.optionalInteger("seconds").orElse(10L)),
                    Duration.ofSeconds(raid.optionalInteger("newcomerSeconds").orElse(60L)),
                    Duration.ofMinutes(raid.optionalInteger("shieldMinutes").orElse(10L)));
        }
    }

    /**
     * What follows offences. Each counts one point; points fade by half every {@code decay}.
     *
     * @param warn points from which a warning is recorded
     * @param bounce points from which doubtful messages are sent back instead of held
     * @param timeout points from which each offence mutes
     * @param ban points from which an offence bans; 0 is never
     * @param first length of the first timeout; each later one is twice as long
     * @param decay half-life of points
     */
    record Ladder(long warn, long bounce, long timeout, long ban, Duration first, Duration decay) {
        static Ladder of(Body ladder) {
            return new Ladder(
                    ladder.optionalInteger("warn").orElse(1L),
                    ladder.optionalInteger("bounce").orElse(2L),
                    ladder.optionalInteger("timeout").orElse(3L),
                    ladder.optionalInteger("ban").orElse(6L),
                    Duration.ofSeconds(ladder.optionalInteger("timeoutSeconds").orElse(60L)),
                    Duration.ofMinutes(ladder.optionalInteger("decayMinutes").orElse(30L)));
        }
    }

    static Settings of(Body policy) {
        Map<String, Integer> from = new HashMap<>();
        policy.optionalBody("categories")
                .orElse(Body.empty())
                .values()
                .keySet()
                .forEach(category -> from.put(category, (int) (long) policy.body("categories")
                        .body(category)
                        .optionalInteger("from")
                        .orElse(1L)));
        TermList lists = TermList.EMPTY;
        for (Body list : policy.bodies("lists")) {
            lists = lists.and(TermList.of(
                    list,
                    list.text("id"),
                    new Term.Absent(
                            act("lists.action", list, "action", Action.HOLD),
                            list.optionalText("category").orElse("general"),
                            (int) (long) list.optionalInteger("level").orElse(2L))));
        }
        return new Settings(
                act("links", policy, "links", Action.HOLD),
                Set.copyOf(policy.texts("linkHosts")),
                act("disguisedLinks", policy, "disguisedLinks", Action.HOLD),
                Flood.of(policy.optionalBody("flood").orElse(Body.empty())),
                Shapes.of(policy.optionalBody("shapes").orElse(Body.empty())),
                act("spam", policy, "spam", Action.HOLD),
                policy.values().get("spamMargin") instanceof Number margin ? margin.doubleValue() : SPAM_MARGIN,
                Raid.of(policy.optionalBody("raid").orElse(Body.empty())),
                Ladder.of(policy.optionalBody("ladder").orElse(Body.empty())),
                Duration.ofMinutes(policy.optionalBody("holds")
                        .flatMap(holds -> holds.optionalInteger("minutes"))
                        .orElse(HELD_MINUTES)),
                Set.copyOf(policy.texts("exempt")),
                Map.copyOf(from),
                lists,
                hash(policy));
    }

    private static Action act(String field, Body body, String name, Action absent) {
        return body.optionalText(name)
                .map(text -> Action.named(text).orElseThrow(() -> new BadBody(field, Action.TAKES)))
                .orElse(absent);
    }

    private static String hash(Body policy) {
        CRC32C hash = new CRC32C();
        hash.update(policy.values().toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) hash.getValue());
    }
}
