/** Looks at a stream's decoded picture and sound once a second, and says when they are not well. */
@NullMarked
package dev.vitrine.media.engine.health;

import org.jspecify.annotations.NullMarked;
