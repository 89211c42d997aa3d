/** What the tests stand on: the server as a process, encoders, sockets, a browser, a fault proxy. */
@NullMarked
package dev.vitrine.itests.support;

import org.jspecify.annotations.NullMarked;
