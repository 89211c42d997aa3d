@NullMarked
package dev.vitrine.media.engine.ts;

import org.jspecify.annotations.NullMarked;
