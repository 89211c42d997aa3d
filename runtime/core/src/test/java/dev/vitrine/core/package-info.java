/** Tests of the house as a whole. */
@NullMarked
package dev.vitrine.core;

import org.jspecify.annotations.NullMarked;
