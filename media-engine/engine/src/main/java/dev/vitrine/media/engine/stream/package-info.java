/** A stream: its publisher, its timeline, its state, and the packet bus. */
@NullMarked
package dev.vitrine.media.engine.stream;

import org.jspecify.annotations.NullMarked;
