/** Tests of clips. */
@NullMarked
package dev.vitrine.plugin.clips;

import org.jspecify.annotations.NullMarked;
