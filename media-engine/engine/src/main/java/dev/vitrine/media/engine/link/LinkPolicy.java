package dev.vitrine.media.engine.link;

import dev.vitrine.api.data.Body;
import java.time.Duration;

/**
 * What the owner of the server decides about links that fail: {@code policies/restream.yaml} and {@code sources.yaml}.
 *
 * @param firstRetry how long the first wait is
 * @param longestRetry how long any is
 * @param stalled how long the other side of a restream may take nothing
 */
public record LinkPolicy(Duration firstRetry, Duration longestRetry, Duration stalled) {
    /** Reads the policy's values, which fit its schema. */
    public static LinkPolicy of(Body policy) {
        Body retry = policy.body("retry");
        return new LinkPolicy(
                Duration.ofMillis(retry.integer("firstMs")),
                Duration.ofMillis(retry.integer("maxMs")),
                Duration.ofMillis(policy.optionalInteger("stalledMs").orElse(0L)));
    }
}
