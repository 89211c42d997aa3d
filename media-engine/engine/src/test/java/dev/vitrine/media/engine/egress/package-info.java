/** Tests of the feeds. */
@NullMarked
package dev.vitrine.media.engine.egress;

import org.jspecify.annotations.NullMarked;
