/** What leaves over media sockets: one feed per format, built once for all viewers. */
@NullMarked
package dev.vitrine.media.engine.egress;

import org.jspecify.annotations.NullMarked;
