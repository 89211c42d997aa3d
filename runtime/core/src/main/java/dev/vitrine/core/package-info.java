/** Rooms, the event log, the command bus and the decisions: who may do what, when. No HTTP, no OSGi, no JDBC. */
@NullMarked
package dev.vitrine.core;

import org.jspecify.annotations.NullMarked;
