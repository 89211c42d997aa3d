/** Who acts. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
