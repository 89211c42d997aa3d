/** Tests of connections outside. */
@NullMarked
package dev.vitrine.host.link;

import org.jspecify.annotations.NullMarked;
