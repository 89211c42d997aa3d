/** Connections to addresses outside for media: checked, then made to the very address that was checked. */
@NullMarked
package dev.vitrine.host.link;

import org.jspecify.annotations.NullMarked;
