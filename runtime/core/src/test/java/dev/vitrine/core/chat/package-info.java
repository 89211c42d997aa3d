/** Tests. */
@NullMarked
package dev.vitrine.core.chat;

import org.jspecify.annotations.NullMarked;
