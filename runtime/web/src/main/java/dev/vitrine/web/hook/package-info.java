/** Sends events to receivers outside, by the Standard Webhooks specification. */
@NullMarked
package dev.vitrine.web.hook;

import org.jspecify.annotations.NullMarked;
