/** Vitrine from outside: the real launcher, real encoders, a real browser, kill -9. */
@NullMarked
package dev.vitrine.itests;

import org.jspecify.annotations.NullMarked;
