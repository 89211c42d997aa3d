/** MPEG transport streams, as SRT carries them: packets, sections, elementary streams. */
@NullMarked
package dev.vitrine.media.engine.ts;

import org.jspecify.annotations.NullMarked;
