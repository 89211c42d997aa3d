package dev.vitrine.core.chat;

import dev.vitrine.api.data.Body;
import java.util.List;

/**
 * {@code policies/moderation.yaml}.
 *
 * @param requires plugins that must have judged a message
 * @param maxLength longest message in code points
 * @param heldMax most messages that wait
 * @param perSecond messages of one author a second
 * @param burst messages of one author at once
 * @param version short hash of the policy
 */
record ModerationPolicy(
        List<String> requires, int maxLength, int heldMax, double perSecond, long burst, String version) {
    static ModerationPolicy of(Body policy, String version) {
        Body rate = policy.body("rate");
        double perSecond = rate.values().get("perSecond") instanceof Number number ? number.doubleValue() : 1;
        return new ModerationPolicy(
                policy.texts("requires"),
                (int) policy.integer("maxLength"),
                (int) policy.integer("heldMax"),
                perSecond,
                rate.integer("burst"),
                version);
    }
}
