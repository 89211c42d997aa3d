/** A house small enough for a unit test: real order of commands, records and views; faked clock, timers and media. */
@NullMarked
package dev.vitrine.testkit;

import org.jspecify.annotations.NullMarked;
