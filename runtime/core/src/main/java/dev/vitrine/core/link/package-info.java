/** Connections for media that this server makes by itself: where an event's picture is forwarded to. */
@NullMarked
package dev.vitrine.core.link;

import org.jspecify.annotations.NullMarked;
