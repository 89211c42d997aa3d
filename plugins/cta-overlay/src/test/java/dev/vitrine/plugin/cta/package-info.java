/** Tests of offers and checkout. */
@NullMarked
package dev.vitrine.plugin.cta;

import org.jspecify.annotations.NullMarked;
