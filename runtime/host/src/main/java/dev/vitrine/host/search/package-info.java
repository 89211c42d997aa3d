/** The store's views of the logs, lent to REST. */
@NullMarked
package dev.vitrine.host.search;

import org.jspecify.annotations.NullMarked;
