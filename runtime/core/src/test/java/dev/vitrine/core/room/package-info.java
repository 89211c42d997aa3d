/** Tests. */
@NullMarked
package dev.vitrine.core.room;

import org.jspecify.annotations.NullMarked;
