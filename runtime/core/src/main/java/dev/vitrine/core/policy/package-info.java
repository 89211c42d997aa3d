/** Policies from YAML, checked against their schemas. */
@NullMarked
package dev.vitrine.core.policy;

import org.jspecify.annotations.NullMarked;
