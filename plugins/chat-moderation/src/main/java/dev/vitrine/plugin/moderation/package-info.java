/** Judges each chat message before anyone sees it. */
@NullMarked
package dev.vitrine.plugin.moderation;

import org.jspecify.annotations.NullMarked;
