/** REST, pages, machine-readable descriptions and health behind one catch-all handler. */
@NullMarked
package dev.vitrine.web.http;

import org.jspecify.annotations.NullMarked;
