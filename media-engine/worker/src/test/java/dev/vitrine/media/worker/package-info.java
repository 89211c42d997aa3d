@NullMarked
package dev.vitrine.media.worker;

import org.jspecify.annotations.NullMarked;
