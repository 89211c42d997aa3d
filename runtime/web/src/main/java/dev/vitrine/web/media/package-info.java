/** The live picture over a socket: a ring of prebuilt frames per event and format, a cursor per viewer. */
@NullMarked
package dev.vitrine.web.media;

import org.jspecify.annotations.NullMarked;
