package dev.vitrine.core;

import dev.vitrine.api.media.MediaProfile;
import java.util.List;

/**
 * What an event's media follows, and what it could be switched to.
 *
 * @param family name of the family in force
 * @param usual name of the family that the event's class follows unless it is switched
 * @param families every family of {@code policies/profiles.yaml}, in the order of the file; {@code family} and
 *     {@code usual} are among them
 */
public record MediaChoice(String family, String usual, List<Family> families) {

    /**
     * A family.
     *
     * @param profile what it gives
     * @param summary for people; may be empty
     */
    public record Family(MediaProfile profile, String summary) {}

    /** A choice with a copy of the list. */
    public MediaChoice {
        families = List.copyOf(families);
    }

    /** The profile in force. */
    public MediaProfile profile() {
        return families.stream()
                .map(Family::profile)
                .filter(each -> each.family().equals(family))
                .findFirst()
                .orElseThrow();
    }
}
