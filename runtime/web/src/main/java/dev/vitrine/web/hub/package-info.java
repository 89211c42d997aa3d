/** Channels over one socket: Centrifugo's client protocol and the shared-ring fan-out. */
@NullMarked
package dev.vitrine.web.hub;

import org.jspecify.annotations.NullMarked;
