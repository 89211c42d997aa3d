/** Tests of the durable log. */
@NullMarked
package dev.vitrine.core.log;

import org.jspecify.annotations.NullMarked;
