@NullMarked
package dev.vitrine.media.worker.play;

import org.jspecify.annotations.NullMarked;
