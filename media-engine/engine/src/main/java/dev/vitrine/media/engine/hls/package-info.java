/**
 * HTTP Live Streaming with low latency (draft-pantos-hls-rfc8216bis): packets are cut into parts and segments, each
 * change makes a new version of the playlist, and whoever waits for it is woken by a stage.
 */
@NullMarked
package dev.vitrine.media.engine.hls;

import org.jspecify.annotations.NullMarked;
