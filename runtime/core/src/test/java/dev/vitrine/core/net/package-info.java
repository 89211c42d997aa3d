/** Tests. */
@NullMarked
package dev.vitrine.core.net;

import org.jspecify.annotations.NullMarked;
