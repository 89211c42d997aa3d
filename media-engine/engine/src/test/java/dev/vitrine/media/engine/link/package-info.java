/** Tests of connections that the engine makes by itself. */
@NullMarked
package dev.vitrine.media.engine.link;

import org.jspecify.annotations.NullMarked;
