package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.Body;
import java.time.Instant;
import java.util.Comparator;

/**
 * Units that nobody else can buy for a while.
 *
 * @param id unguessable: who knows it may order
 * @param product what is held
 * @param quantity how many
 * @param viewer for whom
 * @param price what one costs for this viewer, whatever becomes of the product
 * @param expiresAt from when on others can have them
 */
record Hold(String id, String product, long quantity, String viewer, Money price, Instant expiresAt)
        implements Comparable<Hold> {
    private static final Comparator<Hold> BY_EXPIRY =
            Comparator.comparing(Hold::expiresAt).thenComparing(Hold::id);

    static Hold of(Body body) {
        return new Hold(
                body.text("hold"),
                body.text("product"),
                body.integer("quantity"),
                body.text("viewer"),
                Money.of("price", body.body("price")),
                Instant.parse(body.text("expiresAt")));
    }

    Body toBody() {
        return Body.of(
                "hold", id,
                "product", product,
                "quantity", quantity,
                "viewer", viewer,
                "price", price.toBody(),
                "expiresAt", expiresAt.toString());
    }

    boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    @Override
    public int compareTo(Hold other) {
        return BY_EXPIRY.compare(this, other);
    }
}
