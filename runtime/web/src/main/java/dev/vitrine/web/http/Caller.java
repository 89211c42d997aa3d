package dev.vitrine.web.http;

import dev.vitrine.api.access.Actor;
import dev.vitrine.core.access.Grant;

/**
 * Who sends a request.
 *
 * @param grant who it is, and on what grounds
 * @param proof what was shown
 */
record Caller(Grant grant, Proof proof) {
    /** The ways to show who one is. */
    enum Proof {
        /** Nothing was shown. */
        NONE,
        /** {@code Authorization: Bearer}; no page of another origin can send it unnoticed. */
        BEARER,
        /** The session's cookie, which a browser sends by itself; writes need the page's origin as well. */
        COOKIE
    }

    Actor actor() {
        return grant.actor();
    }

    boolean isNobody() {
        return proof == Proof.NONE;
    }
}
