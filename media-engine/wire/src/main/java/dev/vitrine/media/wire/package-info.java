/** Length-prefixed framing between the media engine and its workers. */
@NullMarked
package dev.vitrine.media.wire;

import org.jspecify.annotations.NullMarked;
