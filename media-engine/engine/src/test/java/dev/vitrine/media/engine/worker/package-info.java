/** Tests of the worker pool, with a worker program of their own. */
@NullMarked
package dev.vitrine.media.engine.worker;

import org.jspecify.annotations.NullMarked;
