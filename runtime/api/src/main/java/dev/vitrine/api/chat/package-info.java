/** Judging chat before anyone sees it. */
@NullMarked
@Version("1.2.0")
package dev.vitrine.api.chat;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
