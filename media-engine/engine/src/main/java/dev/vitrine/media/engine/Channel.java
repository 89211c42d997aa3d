package dev.vitrine.media.engine;

import dev.vitrine.media.engine.egress.Egress;
import dev.vitrine.media.engine.stream.Stream;

/** A stream and what hangs on it. */
record Channel(Stream stream, Egress egress) {}
