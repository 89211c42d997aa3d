/** A client of HLS without a screen, and the rules that a server of low-latency HLS is held to. */
@NullMarked
package dev.vitrine.itests.support.hls;

import org.jspecify.annotations.NullMarked;
