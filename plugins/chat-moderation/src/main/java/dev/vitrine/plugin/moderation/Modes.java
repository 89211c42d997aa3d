package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;

/**
 * How an event's chat is run at the moment.
 *
 * @param slowSeconds least time between two messages of a viewer; 0 is off
 * @param minAgeSeconds how long a viewer must have been known before writing; 0 is off
 * @param delaySeconds how long each message waits before it is shown by itself; 0 is off
 * @param buyersOnly only viewers who ordered may write
 * @param emoteOnly only emoji and emotes may be written
 * @param unique nobody may say what somebody said in the last minutes
 * @param linksHeld messages with links wait, whatever the policy says
 */
record Modes(
        long slowSeconds,
        long minAgeSeconds,
        long delaySeconds,
        boolean buyersOnly,
        boolean emoteOnly,
        boolean unique,
        boolean linksHeld) {
    static final Modes OFF = new Modes(0, 0, 0, false, false, false, false);

    private static final long SLOW_MAX = 3_600;
    private static final long AGE_MAX = 86_400;
    private static final long DELAY_MAX = 60;

    /** Returns these with what a body changes. */
    Modes with(Body body) {
        return new Modes(
                seconds(body, "slowSeconds", slowSeconds, SLOW_MAX),
                seconds(body, "minAgeSeconds", minAgeSeconds, AGE_MAX),
                seconds(body, "delaySeconds", delaySeconds, DELAY_MAX),
                body.flag("buyersOnly", buyersOnly),
                body.flag("emoteOnly", emoteOnly),
                body.flag("unique", unique),
                body.flag("linksHeld", linksHeld));
    }

    private static long seconds(Body body, String field, long now, long most) {
        long seconds = body.optionalInteger(field).orElse(now);
        if (seconds < 0 || seconds > most) {
            throw new BadBody(field, "takes 0 to " + most + " seconds");
        }
        return seconds;
    }

    Body toBody() {
        return Body.of(
                "slowSeconds", slowSeconds,
                "minAgeSeconds", minAgeSeconds,
                "delaySeconds", delaySeconds,
                "buyersOnly", buyersOnly,
                "emoteOnly", emoteOnly,
                "unique", unique,
                "linksHeld", linksHeld);
    }
}
