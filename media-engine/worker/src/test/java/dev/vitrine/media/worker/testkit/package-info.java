@NullMarked
package dev.vitrine.media.worker.testkit;

import org.jspecify.annotations.NullMarked;
