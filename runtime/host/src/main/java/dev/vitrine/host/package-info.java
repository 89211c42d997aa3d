/** Puts the server together and starts it. */
@NullMarked
package dev.vitrine.host;

import org.jspecify.annotations.NullMarked;
