/** The demo event of a first start. */
@NullMarked
package dev.vitrine.host.demo;

import org.jspecify.annotations.NullMarked;
