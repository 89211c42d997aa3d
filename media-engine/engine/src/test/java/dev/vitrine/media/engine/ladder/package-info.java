@NullMarked
package dev.vitrine.media.engine.ladder;

import org.jspecify.annotations.NullMarked;
