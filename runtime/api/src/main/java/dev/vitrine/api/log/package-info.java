/** The ordered, durable record of an event, and the views a plugin keeps of it. */
@NullMarked
@Version("1.1.0")
package dev.vitrine.api.log;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
