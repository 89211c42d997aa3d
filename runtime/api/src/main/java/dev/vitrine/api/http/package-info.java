/** REST routes and replies. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
