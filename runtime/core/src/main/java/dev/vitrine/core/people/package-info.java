/** What is kept about persons: each one's under a key of their own, so that destroying it erases them everywhere. */
@NullMarked
package dev.vitrine.core.people;

import org.jspecify.annotations.NullMarked;
