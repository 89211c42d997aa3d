package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.time.Duration;
import java.util.Locale;

/**
 * What holds for all events, from policy {@code moderation}.
 *
 * @param links what becomes of a viewer's message with a link
 * @param floodCount this many times the same text by the same viewer is a flood
 * @param floodWindow within this time
 * @param version short hash of these
 */
record Settings(Action links, long floodCount, Duration floodWindow, String version) {
    private static final long FLOOD_COUNT = 3;
    private static final long FLOOD_SECONDS = 30;

    static Settings of(Body policy) {
        Body flood = policy.optionalBody("flood").orElse(Body.empty());
        Action links = policy.optionalText("links")
                .map(name -> Action.named(name).orElseThrow(() -> new BadBody("links", Action.TAKES)))
                .orElse(Action.HOLD);
        long count = flood.optionalInteger("identical").orElse(FLOOD_COUNT);
        long seconds = flood.optionalInteger("seconds").orElse(FLOOD_SECONDS);
        return new Settings(links, count, Duration.ofSeconds(seconds), hash(links, count, seconds));
    }

    private static String hash(Action links, long floodCount, long floodSeconds) {
        return String.format(Locale.ROOT, "%04x", (links.ordinal() * 961L + floodCount * 31L + floodSeconds) & 0xFFFF);
    }
}
