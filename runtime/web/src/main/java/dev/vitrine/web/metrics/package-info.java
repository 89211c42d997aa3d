/** What the doors count, for Prometheus. */
@NullMarked
package dev.vitrine.web.metrics;

import org.jspecify.annotations.NullMarked;
