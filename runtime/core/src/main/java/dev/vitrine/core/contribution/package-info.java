/** What plugins contribute, as immutable snapshots, and the safe way to call them. */
@NullMarked
package dev.vitrine.core.contribution;

import org.jspecify.annotations.NullMarked;
