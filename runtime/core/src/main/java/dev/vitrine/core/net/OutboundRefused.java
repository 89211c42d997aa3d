package dev.vitrine.core.net;

/** An address that the server does not call; the message says why, and is for whoever gave it. */
public final class OutboundRefused extends Exception {
    private static final long serialVersionUID = 1L;

    OutboundRefused(String message) {
        super(message);
    }
}
