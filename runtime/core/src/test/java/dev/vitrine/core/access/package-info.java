/** Tests. */
@NullMarked
package dev.vitrine.core.access;

import org.jspecify.annotations.NullMarked;
