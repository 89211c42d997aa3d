package dev.vitrine.core;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a house needs to open.
 *
 * @param data everything it keeps; made if it is not there, and locked while the house is open
 * @param policies directory with the shipped policies and their schemas
 * @param clock wall time
 * @param ownerToken bearer token with every right; empty means the one in the data directory, made at first start
 */
public record HouseConfig(Path data, Path policies, InstantSource clock, Optional<String> ownerToken) {}
