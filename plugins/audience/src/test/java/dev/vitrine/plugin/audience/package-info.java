/** Tests of the audience plugin. */
@NullMarked
package dev.vitrine.plugin.audience;

import org.jspecify.annotations.NullMarked;
