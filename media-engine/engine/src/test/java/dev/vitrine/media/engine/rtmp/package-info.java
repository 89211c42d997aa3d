/** Tests of the RTMP server, and a client of their own. */
@NullMarked
package dev.vitrine.media.engine.rtmp;

import org.jspecify.annotations.NullMarked;
