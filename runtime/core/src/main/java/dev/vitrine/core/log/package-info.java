/** The durable log: append-only segment files. */
@NullMarked
package dev.vitrine.core.log;

import org.jspecify.annotations.NullMarked;
