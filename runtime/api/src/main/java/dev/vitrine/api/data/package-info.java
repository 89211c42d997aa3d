/** Values that cross the plugin border: JSON-shaped bodies and problems. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
