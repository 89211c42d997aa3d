/** Plugins: the OSGi framework, what lies on disk, and the way of a version into service and out of it. */
@NullMarked
package dev.vitrine.host.plugin;

import org.jspecify.annotations.NullMarked;
