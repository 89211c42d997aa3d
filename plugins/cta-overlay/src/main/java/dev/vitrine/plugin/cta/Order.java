package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.Body;
import java.util.Optional;

/**
 * Units sold.
 *
 * @param id its id
 * @param hold the hold it used up
 * @param product what was sold
 * @param quantity how many
 * @param viewer to whom
 * @param total what they cost together
 * @param reference the shop's own number for it
 */
record Order(
        String id, String hold, String product, long quantity, String viewer, Money total, Optional<String> reference) {
    static Order of(Body body) {
        return new Order(
                body.text("order"),
                body.text("hold"),
                body.text("product"),
                body.integer("quantity"),
                body.text("viewer"),
                Money.of("total", body.body("total")),
                body.optionalText("reference"));
    }

    Body toBody() {
        return Body.of(
                "order", id,
                "hold", hold,
                "product", product,
                "quantity", quantity,
                "viewer", viewer,
                "total", total.toBody(),
                "reference", reference);
    }
}
