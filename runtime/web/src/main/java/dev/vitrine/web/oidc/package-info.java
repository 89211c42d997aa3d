/** Logging staff in through an identity provider. */
@NullMarked
package dev.vitrine.web.oidc;

import org.jspecify.annotations.NullMarked;
