/** What viewers' players tell of how it plays: taken in bounds, counted for operators, shown by event. */
@NullMarked
package dev.vitrine.web.qoe;

import org.jspecify.annotations.NullMarked;
