package dev.vitrine.media.engine.egress;

import dev.vitrine.api.media.MediaProfile;

/**
 * What a player that buffers is told to keep in hand.
 *
 * @param leastMs at least, however even the way here is
 * @param leapMs further behind than that it leaps
 */
public record Cushion(int leastMs, int leapMs) {
    /** As a profile has it. */
    public static Cushion of(MediaProfile profile) {
        return new Cushion(profile.targetCushionMs(), profile.maxCushionMs());
    }
}
