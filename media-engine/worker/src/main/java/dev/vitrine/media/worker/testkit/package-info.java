/** Publishers for tests and benchmarks. Not used by the worker itself. */
@NullMarked
package dev.vitrine.media.worker.testkit;

import org.jspecify.annotations.NullMarked;
