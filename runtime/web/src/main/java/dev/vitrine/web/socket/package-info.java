/** The bridge from Helidon's HTTP upgrade to the Tyrus engine, and the way out of one WebSocket. */
@NullMarked
package dev.vitrine.web.socket;

import org.jspecify.annotations.NullMarked;
