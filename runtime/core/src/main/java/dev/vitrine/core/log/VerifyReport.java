package dev.vitrine.core.log;

import java.util.Optional;

/**
 * What a full walk found.
 *
 * @param records records that are as they were written
 * @param bytes size of the files walked
 * @param segments number of segment files walked
 * @param chain SHA-256 chain value after the last good record, in hex: two logs with the same value are the same
 * @param damage the first bad place
 */
public record VerifyReport(long records, long bytes, int segments, String chain, Optional<Damage> damage) {
    /** Whether every record is as it was written. */
    public boolean whole() {
        return damage.isEmpty();
    }

    /** Adds damage known from elsewhere, unless the walk has met some before it. */
    VerifyReport or(Optional<Damage> known) {
        return whole() ? new VerifyReport(records, bytes, segments, chain, known) : this;
    }
}
