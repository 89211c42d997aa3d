/** Who outside hears of what happens: receivers of outgoing events, as views of the log. */
@NullMarked
package dev.vitrine.core.hook;

import org.jspecify.annotations.NullMarked;
