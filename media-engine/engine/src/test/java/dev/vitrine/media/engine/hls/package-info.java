@NullMarked
package dev.vitrine.media.engine.hls;

import org.jspecify.annotations.NullMarked;
