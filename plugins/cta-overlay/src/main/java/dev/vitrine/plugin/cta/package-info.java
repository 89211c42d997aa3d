/** Offers and checkout on the picture. */
@NullMarked
package dev.vitrine.plugin.cta;

import org.jspecify.annotations.NullMarked;
