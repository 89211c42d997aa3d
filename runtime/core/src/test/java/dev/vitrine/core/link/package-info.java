/** Tests of connections for media. */
@NullMarked
package dev.vitrine.core.link;

import org.jspecify.annotations.NullMarked;
