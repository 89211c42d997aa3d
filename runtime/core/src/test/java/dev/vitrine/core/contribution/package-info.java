/** Tests. */
@NullMarked
package dev.vitrine.core.contribution;

import org.jspecify.annotations.NullMarked;
