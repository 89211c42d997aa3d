/** Views of the event log in H2; deleting the database loses nothing. */
@NullMarked
package dev.vitrine.store;

import org.jspecify.annotations.NullMarked;
