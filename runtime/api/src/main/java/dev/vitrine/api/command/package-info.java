/** Changes: one command, one decision, zero or more records. */
@NullMarked
@Version("1.0.0")
package dev.vitrine.api.command;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
