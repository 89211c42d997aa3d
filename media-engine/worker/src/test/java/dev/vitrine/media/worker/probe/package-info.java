@NullMarked
package dev.vitrine.media.worker.probe;

import org.jspecify.annotations.NullMarked;
