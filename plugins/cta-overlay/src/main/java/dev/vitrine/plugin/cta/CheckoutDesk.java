package dev.vitrine.plugin.cta;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds units and sells them. Nothing is ever sold twice: each command is handled alone on the event's thread, after
 * all earlier records have been applied, so what is left is exact when it is read.
 */
final class CheckoutDesk {
    static final CommandType HOLD = new CommandType(
            "cta.hold",
            "hold.create",
            ChangeClass.SHOW,
            "Holds units for a viewer until they have paid or the time is over",
            Body.of("product", "lamp", "quantity", 1, "viewer", "v-1"));
    static final CommandType EXPIRE = new CommandType(
            "cta.hold-expire",
            "hold.expire",
            ChangeClass.SHOW,
            "Gives back the units of holds whose time is over",
            Body.empty());
    static final CommandType ORDER = new CommandType(
            "cta.order",
            "order.create",
            ChangeClass.SHOW,
            "Sells the units of a hold, once",
            Body.of("hold", "hold-1", "reference", "shop-4711"));

    /** Expired holds recorded by one command; the rest follows with the next. */
    private static final int EXPIRED_AT_ONCE = 200;

    /** Role of a viewer who has a session; see {@code policies/roles.yaml}. */
    private static final String WITH_SESSION = "chatter";

    private static final int VIEWER_MAX = 100;
    private static final int REFERENCE_MAX = 100;

    private final Ids ids;
    private final Duration holdTime;
    private final long perViewer;

    CheckoutDesk(Ids ids, Duration holdTime, long perViewer) {
        this.ids = ids;
        this.holdTime = holdTime;
        this.perViewer = perViewer;
    }

    Outcome hold(Shop shop, Command command, Moment moment) {
        Body body = command.body();
        String productId = body.text("product");
        long quantity = body.optionalInteger("quantity").orElse(1L);
        if (quantity < 1) {
            throw new BadBody("quantity", "takes 1 or more, not " + quantity);
        }
        String viewer = viewer(command);
        Optional<Product> found = shop.product(productId);
        if (found.isEmpty()) {
            return Outcome.refused(
                    "not-found", 404, "Event \"%s\" has no product \"%s\".".formatted(command.event(), productId));
        }
        Product product = found.get();
        List<Hold> overdue = shop.overdue(moment.now(), EXPIRED_AT_ONCE);
        long left = shop.left(product) + units(overdue, productId);
        if (left < quantity) {
            String detail = left == 0
                    ? "Product \"%s\" is sold out for now; held units come back if they are not bought."
                            .formatted(product.title())
                    : "Of product \"%s\" only %d are left, not %d; ask for fewer."
                            .formatted(product.title(), left, quantity);
            return new Outcome.Refused(
                    new Problem("sold-out", 409, detail, Body.of("product", productId, "left", left)));
        }
        long held = shop.heldBy(viewer, productId, moment.now());
        if (held + quantity > perViewer) {
            return new Outcome.Refused(new Problem(
                    "hold-limit",
                    409,
                    "One viewer may hold %d of product \"%s\" and holds %d; buy those or wait until they expire."
                            .formatted(perViewer, product.title(), held),
                    Body.of("product", productId, "held", held, "limit", perViewer)));
        }
        Instant expiresAt = moment.now().plus(holdTime);
        Hold hold = new Hold(ids.next("hold"), productId, quantity, viewer, product.price(), expiresAt);
        List<Draft> records = expired(shop, overdue, productId);
        records.add(Draft.asap(Records.HOLD, Channel.NONE, hold.toBody()));
        records.add(stock(productId, left - quantity));
        return Outcome.done(
                records,
                Body.of(
                        "hold",
                        hold.id(),
                        "product",
                        productId,
                        "quantity",
                        quantity,
                        "expiresAt",
                        expiresAt.toString(),
                        "left",
                        left - quantity,
                        "checkoutUrl",
                        product.checkoutUrl().map(link -> Links.withHold(link, hold.id()))));
    }

    Outcome expire(Shop shop, Moment moment) {
        List<Hold> overdue = shop.overdue(moment.now(), EXPIRED_AT_ONCE);
        return Outcome.done(expired(shop, overdue, ""), Body.of("expired", overdue.size()));
    }

    Outcome order(Shop shop, Command command, Moment moment) {
        String holdId = command.body().text("hold");
        Optional<Order> before = shop.orderOfHold(holdId);
        if (before.isPresent()) {
            return Outcome.done(List.of(), reply(before.get()));
        }
        Optional<Hold> found = shop.hold(holdId);
        if (found.isEmpty() && !shop.hasExpired(holdId)) {
            return Outcome.refused(
                    "not-found", 404, "Event \"%s\" knows no hold of that id.".formatted(command.event()));
        }
        if (found.isEmpty() || found.get().expired(moment.now())) {
            return Outcome.refused(
                    "hold-expired", 409, "This hold has expired and others may buy its units; make a new one.");
        }
        Hold hold = found.get();
        Optional<String> reference =
                command.body().optionalText("reference").map(text -> Texts.line("reference", text, REFERENCE_MAX));
        Order order = new Order(
                ids.next("order"),
                hold.id(),
                hold.product(),
                hold.quantity(),
                hold.viewer(),
                hold.price().times(hold.quantity()),
                reference);
        return Outcome.done(Draft.asap(Records.ORDER, Channel.OPS, order.toBody()), reply(order));
    }

    private static Body reply(Order order) {
        return Body.of(
                "order", order.id(),
                "hold", order.hold(),
                "product", order.product(),
                "quantity", order.quantity(),
                "total", order.total().toBody());
    }

    /**
     * A viewer with a session holds for itself. One without, whose id is another at each request, and a shop's server
     * that asks on behalf of a viewer, say for whom; the mark keeps an invented name from using up the limit of a
     * viewer who has it as id.
     */
    private static String viewer(Command command) {
        Actor actor = command.actor();
        if (actor.kind() == Actor.Kind.VIEWER && actor.roles().contains(WITH_SESSION)) {
            return actor.id();
        }
        Optional<String> said =
                command.body().optionalText("viewer").map(text -> Texts.line("viewer", text, VIEWER_MAX));
        if (actor.kind() == Actor.Kind.VIEWER) {
            return "~" + said.orElseThrow(() -> new BadBody("viewer", "is missing; it says who holds"));
        }
        return said.orElse(actor.id());
    }

    /** Records of the expiry of holds, and of what is then left of each product but the one named. */
    private static List<Draft> expired(Shop shop, List<Hold> overdue, String butNotStockOf) {
        List<Draft> records = new ArrayList<>();
        Map<String, Long> freed = new LinkedHashMap<>();
        for (Hold hold : overdue) {
            records.add(Draft.asap(
                    Records.HOLD_EXPIRED,
                    Channel.NONE,
                    Body.of("hold", hold.id(), "product", hold.product(), "quantity", hold.quantity())));
            freed.merge(hold.product(), hold.quantity(), Long::sum);
        }
        freed.remove(butNotStockOf);
        freed.forEach((id, units) ->
                shop.product(id).ifPresent(product -> records.add(stock(id, shop.left(product) + units))));
        return records;
    }

    private static long units(List<Hold> holds, String product) {
        return holds.stream()
                .filter(hold -> hold.product().equals(product))
                .mapToLong(Hold::quantity)
                .sum();
    }

    private static Draft stock(String product, long left) {
        return Draft.asap(Records.STOCK, Channel.OVERLAY, Body.of("product", product, "left", left));
    }
}
