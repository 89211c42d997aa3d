package dev.vitrine.web.oidc;

/** A login through the provider that did not succeed; the message is for whoever tried. */
public final class OidcException extends Exception {
    private static final long serialVersionUID = 1L;

    OidcException(String message) {
        super(message);
    }

    OidcException(String message, Throwable cause) {
        super(message, cause);
    }
}
