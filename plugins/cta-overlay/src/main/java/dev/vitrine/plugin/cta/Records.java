package dev.vitrine.plugin.cta;

import java.util.Set;

/** The record types of this plugin. */
final class Records {
    static final String PRODUCT = "cta.product";
    static final String PRODUCT_REMOVED = "cta.product-removed";
    static final String STOCK = "cta.stock";
    static final String CUE = "cta.cue";
    static final String ENDED = "cta.ended";
    static final String HOLD = "cta.hold";
    static final String HOLD_EXPIRED = "cta.hold-expired";
    static final String ORDER = "cta.order";

    /** Those that the state is made of; {@link #STOCK} only tells viewers what follows from the others. */
    static final Set<String> OF_STATE = Set.of(PRODUCT, PRODUCT_REMOVED, CUE, ENDED, HOLD, HOLD_EXPIRED, ORDER);

    private Records() {}
}
