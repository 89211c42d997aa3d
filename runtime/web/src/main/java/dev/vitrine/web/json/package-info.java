/** JSON in and out as plain Java values. */
@NullMarked
package dev.vitrine.web.json;

import org.jspecify.annotations.NullMarked;
