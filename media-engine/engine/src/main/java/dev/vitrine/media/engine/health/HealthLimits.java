package dev.vitrine.media.engine.health;

import dev.vitrine.api.data.Body;

/**
 * When a probe is not well: {@code policies/health.yaml}.
 *
 * @param black share of the picture that is black
 * @param frozen change between two looks, of full brightness
 * @param silence peak in dB below full scale
 * @param clipping share of samples at full scale
 * @param quiet loudness in LUFS
 * @param loud likewise
 * @param offset distance of picture and sound in ms
 */
public record HealthLimits(
        Limit black, Limit frozen, Limit silence, Limit clipping, Limit quiet, Limit loud, Limit offset) {

    /**
     * One of them.
     *
     * @param threshold see the record
     * @param warnSeconds for how long it has to be crossed before it is a warning
     * @param badSeconds likewise before it is bad
     */
    public record Limit(double threshold, int warnSeconds, int badSeconds) {
        private static Limit of(Body policy, String name) {
            Body body = policy.body("probes").body(name);
            return new Limit(
                    ((Number) body.values().getOrDefault("threshold", 0)).doubleValue(),
                    Math.toIntExact(body.integer("warnSeconds")),
                    Math.toIntExact(body.integer("badSeconds")));
        }
    }

    /** What ships, for engines without policies. */
    public static final HealthLimits DEFAULT = new HealthLimits(
            new Limit(0.98, 3, 10),
            new Limit(0.001, 10, 30),
            new Limit(-60, 5, 20),
            new Limit(0.001, 2, 10),
            new Limit(-33, 10, 60),
            new Limit(-10, 10, 60),
            new Limit(300, 5, 20));

    /** Reads the policy. */
    public static HealthLimits of(Body policy) {
        return new HealthLimits(
                Limit.of(policy, "black"),
                Limit.of(policy, "frozen"),
                Limit.of(policy, "silence"),
                Limit.of(policy, "clipping"),
                Limit.of(policy, "quiet"),
                Limit.of(policy, "loud"),
                Limit.of(policy, "offset"));
    }
}
