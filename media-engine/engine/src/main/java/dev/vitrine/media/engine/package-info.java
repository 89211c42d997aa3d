/**
 * The media engine. Data flows one way: {@code rtmp} or {@code worker} (the demonstration) → {@code stream} (timeline
 * and packet bus) → {@code egress} and {@code record}.
 */
@NullMarked
package dev.vitrine.media.engine;

import org.jspecify.annotations.NullMarked;
