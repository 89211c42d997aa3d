package dev.vitrine.plugin.cta;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts products on the shelf and takes them off. */
final class ProductDesk {
    static final CommandType PUT = new CommandType(
            "cta.product",
            "product.write",
            ChangeClass.CONFIGURATION,
            "Adds a product or replaces the one with its id",
            Body.of(
                    "id", "lamp",
                    "title", "Desk lamp",
                    "price", Body.of("amount", 4900, "currency", "EUR"),
                    "stock", 25,
                    "checkoutUrl", "/shop/checkout"));
    static final CommandType REMOVE = new CommandType(
            "cta.product-remove",
            "product.write",
            ChangeClass.CONFIGURATION,
            "Takes a product off the shelf; what is held can still be bought",
            Body.of("product", "lamp"));

    /** More than a show can present. */
    private static final int PRODUCTS_MAX = 500;

    Outcome put(Shop shop, Command command) {
        Product product = Product.of(command.body());
        long committed = shop.committed(product.id());
        if (product.stock() < committed) {
            return Outcome.refused(
                    "stock-committed",
                    409,
                    "Of product \"%s\" %d are sold or held already; set stock to %d or more (%d means no further sales)."
                            .formatted(product.id(), committed, committed, committed));
        }
        if (shop.product(product.id()).isEmpty() && shop.products().size() >= PRODUCTS_MAX) {
            return Outcome.refused(
                    "too-many-products",
                    409,
                    "Event \"%s\" has %d products, the most there may be; remove one first."
                            .formatted(command.event(), PRODUCTS_MAX));
        }
        Body body = product.toBody(product.stock() - committed);
        return Outcome.done(Draft.asap(Records.PRODUCT, Channel.OVERLAY, body), body);
    }

    Outcome remove(Shop shop, Command command) {
        String id = command.body().text("product");
        if (shop.product(id).isEmpty()) {
            return Outcome.refused(
                    "not-found", 404, "Event \"%s\" has no product \"%s\".".formatted(command.event(), id));
        }
        List<Draft> records = new ArrayList<>();
        Optional<Cue> cue = shop.onAir().filter(onAir -> onAir.product().equals(id));
        cue.ifPresent(onAir -> records.add(CueDesk.ended(onAir)));
        records.add(Draft.asap(Records.PRODUCT_REMOVED, Channel.OVERLAY, Body.of("id", id)));
        return Outcome.done(records, Body.of("id", id, "removed", true));
    }
}
