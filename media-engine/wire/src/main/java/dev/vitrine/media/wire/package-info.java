/**
 * What the media engine and its worker processes say to each other over the worker's standard input and output.
 *
 * <p>Every message is one frame: length of the rest as an unsigned 32-bit integer, one byte of type, then the fields in
 * the order of the record, big-endian: {@code int}, {@code long} and {@code double} as they are, {@code boolean} as one
 * byte, text as UTF-8 and bytes each after a 32-bit length, lists after a 32-bit count. A frame is at most 16 MiB.
 * Nothing is serialised by Java. Both sides come from one build; {@link dev.vitrine.media.wire.Request.Hello} makes
 * sure.
 */
@NullMarked
package dev.vitrine.media.wire;

import org.jspecify.annotations.NullMarked;
