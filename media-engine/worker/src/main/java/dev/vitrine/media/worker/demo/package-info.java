/** The demonstration show: a shop window at night, drawn, played and encoded once, then replayed. */
@NullMarked
package dev.vitrine.media.worker.demo;

import org.jspecify.annotations.NullMarked;
