/** Tests of the framing. */
@NullMarked
package dev.vitrine.media.wire;

import org.jspecify.annotations.NullMarked;
