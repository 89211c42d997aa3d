/** Benchmarks: they print figures beside a peer's from the same run and assert nothing about time. */
@NullMarked
package dev.vitrine.itests.bench;

import org.jspecify.annotations.NullMarked;
