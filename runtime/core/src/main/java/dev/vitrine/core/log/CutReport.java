package dev.vitrine.core.log;

import java.util.List;
import java.util.Optional;

/**
 * What a cut did.
 *
 * @param damage where it cut; empty if the log was whole and nothing was done
 * @param lastSeq last record of the log now
 * @param kept names under which the damaged files are kept beside the log
 */
public record CutReport(Optional<Damage> damage, long lastSeq, List<String> kept) {}
