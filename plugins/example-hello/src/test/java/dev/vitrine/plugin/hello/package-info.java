/** Tests of the smallest plugin. */
@NullMarked
package dev.vitrine.plugin.hello;

import org.jspecify.annotations.NullMarked;
