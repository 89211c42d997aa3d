/** State that a late joiner needs at once. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.overlay;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
