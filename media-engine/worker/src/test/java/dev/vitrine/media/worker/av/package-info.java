@NullMarked
package dev.vitrine.media.worker.av;

import org.jspecify.annotations.NullMarked;
