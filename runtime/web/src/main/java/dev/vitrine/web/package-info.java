/** The HTTP server, the bridge from its upgrade to Tyrus, REST and static files. */
@NullMarked
package dev.vitrine.web;

import org.jspecify.annotations.NullMarked;
