@NullMarked
package dev.vitrine.media.engine.health;

import org.jspecify.annotations.NullMarked;
