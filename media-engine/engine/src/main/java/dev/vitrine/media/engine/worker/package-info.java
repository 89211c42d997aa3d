/** Media workers: child processes, their supervision, and what is asked of them. */
@NullMarked
package dev.vitrine.media.engine.worker;

import org.jspecify.annotations.NullMarked;
