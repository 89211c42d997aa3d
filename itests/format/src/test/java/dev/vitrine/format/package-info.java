/** The format of every Java source, as a test: it runs on the JDK that the sources are written for. */
@NullMarked
package dev.vitrine.format;

import org.jspecify.annotations.NullMarked;
