/** Starts the process: the OSGi framework, the plugin manager, the registry of contributions. */
@NullMarked
package dev.vitrine.host;

import org.jspecify.annotations.NullMarked;
