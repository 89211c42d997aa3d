/** Tests of protected windows. */
@NullMarked
package dev.vitrine.plugin.guard;

import org.jspecify.annotations.NullMarked;
