/** Freezes: what must not change for the moment. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.guard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
