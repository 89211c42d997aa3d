/** Tests of moderation; every listed word is a pseudo-word. */
@NullMarked
package dev.vitrine.plugin.moderation;

import org.jspecify.annotations.NullMarked;
