/** Connections for media that the engine makes by itself: the picture of an event forwarded to other services. */
@NullMarked
package dev.vitrine.media.engine.link;

import org.jspecify.annotations.NullMarked;
