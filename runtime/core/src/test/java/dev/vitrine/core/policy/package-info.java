/** Tests. */
@NullMarked
package dev.vitrine.core.policy;

import org.jspecify.annotations.NullMarked;
