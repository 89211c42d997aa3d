/** Tests. */
@NullMarked
package dev.vitrine.core.people;

import org.jspecify.annotations.NullMarked;
