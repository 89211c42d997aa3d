/** Rooms: one event each, with its channels and their history. */
@NullMarked
package dev.vitrine.core.room;

import org.jspecify.annotations.NullMarked;
