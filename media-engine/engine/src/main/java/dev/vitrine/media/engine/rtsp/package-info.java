/** Fetches a stream of an RTSP server: our own client, media within the RTSP connection. */
@NullMarked
package dev.vitrine.media.engine.rtsp;

import org.jspecify.annotations.NullMarked;
