/** Tests of the recording. */
@NullMarked
package dev.vitrine.media.engine.record;

import org.jspecify.annotations.NullMarked;
