/** What the audience does besides chatting: votes, asks, reacts; and what staff puts in front of it. */
@NullMarked
package dev.vitrine.plugin.audience;

import org.jspecify.annotations.NullMarked;
