/** The rolling recording on disk and its index by media time. */
@NullMarked
package dev.vitrine.media.engine.record;

import org.jspecify.annotations.NullMarked;
