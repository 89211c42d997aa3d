/** Tests. */
@NullMarked
package dev.vitrine.core.command;

import org.jspecify.annotations.NullMarked;
