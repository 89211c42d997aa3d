/** Tests of streams. */
@NullMarked
package dev.vitrine.media.engine.stream;

import org.jspecify.annotations.NullMarked;
