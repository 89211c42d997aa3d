/** The publishing half of an RTMP server: handshake, chunks, AMF0, commands, FLV tags. */
@NullMarked
package dev.vitrine.media.engine.rtmp;

import org.jspecify.annotations.NullMarked;
