/** The media engine: ingest, packet bus, packagers, recorder, worker pool. */
@NullMarked
package dev.vitrine.media.engine;

import org.jspecify.annotations.NullMarked;
