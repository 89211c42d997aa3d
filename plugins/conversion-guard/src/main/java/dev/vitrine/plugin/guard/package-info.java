/** Freezes changes while money is being made. */
@NullMarked
package dev.vitrine.plugin.guard;

import org.jspecify.annotations.NullMarked;
