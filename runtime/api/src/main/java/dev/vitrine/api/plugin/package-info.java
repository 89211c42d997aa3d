/** What the host lends to a plugin, and how a plugin proves itself. */
@NullMarked
@Version("1.1.0")
package dev.vitrine.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
