/** What keeps addresses that people give from leading into the server's own network. */
@NullMarked
package dev.vitrine.core.net;

import org.jspecify.annotations.NullMarked;
