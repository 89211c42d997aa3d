package dev.vitrine.plugin.cta;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.api.plugin.SelfTest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Offers on the picture: products, one cue on air at a time, holds and orders that never sell a unit twice.
 *
 * <p>All state is a view of the log; what ends by itself (cues, holds) is ended by a command in the plugin's own name,
 * so that the log tells of it.
 */
@Component(configurationPid = "cta-overlay")
@Designate(ocd = CtaOverlay.Config.class)
public final class CtaOverlay implements CommandHandler, LogView, SnapshotPart, RouteGroup, SelfTest {
    /** What an operator may set. */
    @ObjectClassDefinition(name = "Offers")
    public @interface Config {
        /** How long units are held for a viewer who has not paid, in seconds. */
        @AttributeDefinition(name = "Hold time in seconds", min = "10", max = "3600")
        int holdSeconds() default 120;

        /** How many units of one product a viewer may hold at once. */
        @AttributeDefinition(name = "Units of a product one viewer may hold", min = "1")
        int unitsPerViewer() default 10;
    }

    private static final String EVENT = "/api/v1/events/{event}";
    private static final int ORDERS_PAGE = 100;
    private static final int ORDERS_PAGE_MAX = 1_000;
    /** Pause before what is due is asked for again, as when this version is not in service yet. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final PluginContext context;
    private final ConcurrentMap<String, Shop> shops = new ConcurrentHashMap<>();
    private final Alarm alarm;
    private final ProductDesk productDesk = new ProductDesk();
    private final CueDesk cueDesk;
    private final CheckoutDesk checkoutDesk;

    /** Starts with the configuration in force. */
    @Activate
    public CtaOverlay(@Reference PluginContext context, Config config) {
        this(context, config, new SecureRandom());
    }

    CtaOverlay(PluginContext context, Config config, RandomGenerator random) {
        this.context = context;
        this.alarm = new Alarm(context, this::endWhatIsDue);
        Ids ids = new Ids(random);
        this.cueDesk = new CueDesk(ids);
        this.checkoutDesk = new CheckoutDesk(ids, Duration.ofSeconds(config.holdSeconds()), config.unitsPerViewer());
    }

    @Override
    public List<CommandType> commands() {
        return List.of(
                ProductDesk.PUT,
                ProductDesk.REMOVE,
                CueDesk.START,
                CueDesk.END,
                CheckoutDesk.HOLD,
                CheckoutDesk.EXPIRE,
                CheckoutDesk.ORDER);
    }

    @Override
    public Outcome handle(Command command, Moment moment) {
        return handle(shop(command.event()), command, moment);
    }

    private Outcome handle(Shop shop, Command command, Moment moment) {
        return switch (command.type()) {
            case "cta.product" -> productDesk.put(shop, command);
            case "cta.product-remove" -> productDesk.remove(shop, command);
            case "cta.cue" -> cueDesk.start(shop, command, moment);
            case "cta.cue-end" -> cueDesk.end(shop, command, moment);
            case "cta.hold" -> checkoutDesk.hold(shop, command, moment);
            case "cta.hold-expire" -> checkoutDesk.expire(shop, moment);
            case "cta.order" -> checkoutDesk.order(shop, command, moment);
            default -> throw new IllegalArgumentException(command.type());
        };
    }

    @Override
    public Set<String> recordTypes() {
        return Records.OF_STATE;
    }

    @Override
    public void apply(LogRecord record) {
        Shop shop = shops.computeIfAbsent(record.event(), event -> new Shop());
        shop.apply(record);
        shop.nextDue().ifPresent(alarm::by);
    }

    @Override
    public Channel channel() {
        return Channel.OVERLAY;
    }

    @Override
    public String name() {
        return "cta";
    }

    @Override
    public Body snapshot(String event) {
        Shop shop = shop(event);
        return Body.of("products", products(shop), "onAir", onAir(shop));
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.read(EVENT + "/products", Route.PUBLIC, "Products of the event", this::listProducts),
                Route.write("POST", EVENT + "/products", ProductDesk.PUT),
                Route.write("DELETE", EVENT + "/products/{product}", ProductDesk.REMOVE),
                Route.read(EVENT + "/cues", Route.PUBLIC, "Newest cues, and the one on air", this::listCues),
                Route.write("POST", EVENT + "/cues", CueDesk.START),
                Route.write("POST", EVENT + "/cues/{cue}/end", CueDesk.END),
                Route.write("POST", EVENT + "/holds", CheckoutDesk.HOLD),
                Route.write("POST", EVENT + "/orders", CheckoutDesk.ORDER),
                Route.read(EVENT + "/orders", "ops.read", "Orders, oldest first", this::listOrders));
    }

    /** Sells the only unit of a product in a shop of its own and sees that a second buyer is turned away. */
    @Override
    public void prove() {
        Shop shop = new Shop();
        prove(shop, ProductDesk.PUT, ProductDesk.PUT.example().with("stock", 1));
        prove(shop, CueDesk.START, CueDesk.START.example());
        Body hold = prove(shop, CheckoutDesk.HOLD, CheckoutDesk.HOLD.example());
        Outcome second = prove(shop, Command.of("prove", "cta.hold", Actor.HOUSE, CheckoutDesk.HOLD.example()));
        if (!(second instanceof Outcome.Refused)) {
            throw new IllegalStateException("The only unit of a product was held twice.");
        }
        prove(shop, CheckoutDesk.ORDER, Body.of("hold", hold.text("hold")));
    }

    private Body prove(Shop shop, CommandType type, Body body) {
        return switch (prove(shop, Command.of("prove", type.type(), Actor.HOUSE, body))) {
            case Outcome.Done done -> done.reply();
            case Outcome.Refused refused ->
                throw new IllegalStateException("Command \"" + type.type() + "\" was refused: "
                        + refused.problem().detail());
        };
    }

    private Outcome prove(Shop shop, Command command) {
        Instant now = context.clock().instant();
        Outcome outcome = handle(shop, command, new Moment("prove", Phase.LIVE, now, Optional.empty(), List.of()));
        if (outcome instanceof Outcome.Done done) {
            done.records()
                    .forEach(draft -> shop.apply(new LogRecord(
                            "prove",
                            1,
                            now,
                            draft.media(),
                            draft.type(),
                            draft.channel(),
                            0,
                            command.actor(),
                            draft.delivery(),
                            draft.until(),
                            draft.body())));
        }
        return outcome;
    }

    private void endWhatIsDue() {
        Actor self = Actor.plugin(context.id());
        Instant now = context.clock().instant();
        shops.forEach((event, shop) -> {
            shop.onAir()
                    .filter(cue -> !now.isBefore(cue.endsAt()))
                    .ifPresent(cue ->
                            context.submit(Command.of(event, CueDesk.END.type(), self, Body.of("cue", cue.id()))));
            if (!shop.overdue(now, 1).isEmpty()) {
                context.submit(Command.of(event, CheckoutDesk.EXPIRE.type(), self, Body.empty()));
            }
            shop.nextDue().ifPresent(due -> alarm.by(due.isAfter(now) ? due : now.plus(RETRY)));
        });
    }

    private Reply listProducts(Request request) {
        return Reply.ok(Body.of("products", products(shop(request.event()))));
    }

    private Reply listCues(Request request) {
        Shop shop = shop(request.event());
        return Reply.ok(
                Body.of("cues", shop.cues().stream().map(shop::toBody).toList().reversed(), "onAir", onAir(shop)));
    }

    private Reply listOrders(Request request) {
        long after = number(request.query(), "after", 0, Long.MAX_VALUE);
        long limit = number(request.query(), "limit", ORDERS_PAGE, ORDERS_PAGE_MAX);
        List<Body> page = new ArrayList<>();
        long last = after;
        for (Map.Entry<Long, Order> order :
                shop(request.event()).ordersAfter(after).entrySet()) {
            if (page.size() == limit) {
                return Reply.ok(Body.of("orders", page, "next", last));
            }
            last = order.getKey();
            page.add(order.getValue().toBody().with("seq", last));
        }
        return Reply.ok(Body.of("orders", page));
    }

    private static long number(Map<String, String> query, String name, long absent, long max) {
        String text = query.get(name);
        if (text == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the sentence.
        }
        throw new BadBody(name, "takes a whole number from 0 to " + max + ", not \"" + text + "\"");
    }

    private Shop shop(String event) {
        return Optional.ofNullable(shops.get(event)).orElseGet(Shop::new);
    }

    private static List<Body> products(Shop shop) {
        return shop.products().stream().map(shop::toBody).toList();
    }

    private Optional<Body> onAir(Shop shop) {
        Instant now = context.clock().instant();
        return shop.onAir().filter(cue -> now.isBefore(cue.endsAt())).map(shop::toBody);
    }
}
