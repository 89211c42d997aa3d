/** The command bus and its one decision function. */
@NullMarked
package dev.vitrine.core.command;

import org.jspecify.annotations.NullMarked;
