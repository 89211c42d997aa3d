@NullMarked
package dev.vitrine.media.engine.rtsp;

import org.jspecify.annotations.NullMarked;
