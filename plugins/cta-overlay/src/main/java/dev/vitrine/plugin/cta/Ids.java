package dev.vitrine.plugin.cta;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes ids that nobody can guess: who knows a hold's id may order it. */
final class Ids {
    private final RandomGenerator random;

    /** Draws from a source that must be cryptographically strong outside tests. */
    Ids(RandomGenerator random) {
        this.random = random;
    }

    /** Returns a prefix and 128 random bits. */
    String next(String prefix) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return prefix + "-" + HexFormat.of().formatHex(bytes);
    }
}
