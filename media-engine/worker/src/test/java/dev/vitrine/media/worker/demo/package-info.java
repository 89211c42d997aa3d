@NullMarked
package dev.vitrine.media.worker.demo;

import org.jspecify.annotations.NullMarked;
