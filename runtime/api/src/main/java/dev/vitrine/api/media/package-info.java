/** The media engine as plugins and the host see it. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.media;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
