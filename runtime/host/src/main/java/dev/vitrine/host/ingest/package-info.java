/** Accepts publishers' connections; the engine in service speaks with them. */
@NullMarked
package dev.vitrine.host.ingest;

import org.jspecify.annotations.NullMarked;
