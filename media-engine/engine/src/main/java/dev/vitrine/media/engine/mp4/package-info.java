/** Fragmented MP4 (ISO/IEC 14496-12), written box by box. */
@NullMarked
package dev.vitrine.media.engine.mp4;

import org.jspecify.annotations.NullMarked;
