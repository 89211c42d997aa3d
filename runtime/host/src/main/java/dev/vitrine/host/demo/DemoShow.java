package dev.vitrine.host.demo;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.core.House;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The event of a first start: three products in a window, a picture that a media worker makes, guests who chat, and an
 * offer every now and then. Everything goes the way that everybody's changes go: through the command bus and the chat
 * desk, so a freeze stops it too. At a later start it goes on with what is there.
 */
public final class DemoShow implements AutoCloseable {
    /** Id of the event. */
    public static final String EVENT = "demo";

    private static final System.Logger LOG = System.getLogger(DemoShow.class.getName());
    private static final long ANSWER_LIMIT_MS = 10_000;
    private static final long CHAT_PAUSE_MS = 4_000;
    private static final long CHAT_SPREAD_MS = 5_000;
    /**
     * When the picture turns to a product: its loop of 48 s shows the window, the lamp from 12 s on, the teapot from 24
     * s and the scarf from 36 s. Each next offer comes a loop and a chapter later, and the lamp's skips the window's.
     */
    private static final long CUE_FIRST_MS = 13_000;

    private static final List<Long> CUE_PAUSES_MS = List.of(60_000L, 60_000L, 72_000L);
    private static final int CUE_SECONDS = 30;
    private static final Actor PRODUCER =
            new Actor(Actor.Kind.STAFF, "demo-producer", "Demo producer", Set.of("producer"));
    private static final List<Body> PRODUCTS = List.of(
            product("lamp", "Ember table lamp", 14900, 18900, 24, "Ribbed opal glass, brass.", "/demo/lamp.jpg"),
            product("teapot", "Fjord teapot", 6800, 0, 60, "Stoneware, 1.1 l, reactive glaze.", "/demo/teapot.jpg"),
            product("scarf", "Drift scarf", 5900, 7900, 12, "Lambswool, 30 × 190 cm, woven.", "/demo/scarf.jpg"));

    private final House house;
    private final InstantSource clock;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private volatile boolean closed;
    private final Thread chat;
    private final Thread cues;

    private DemoShow(House house, InstantSource clock) {
        this.house = house;
        this.clock = clock;
        this.chat = Thread.ofVirtual().name("demo-chat").unstarted(this::chat);
        this.cues = Thread.ofVirtual().name("demo-cues").unstarted(this::cues);
    }

    /** Makes the event unless it is there, starts its picture and its guests. */
    public static DemoShow start(House house, MediaEngine engine, InstantSource clock) {
        DemoShow show = new DemoShow(house, clock);
        if (show.prepare()) {
            engine.startDemoSource(EVENT);
            show.chat.start();
            show.cues.start();
        }
        return show;
    }

    private boolean prepare() {
        if (house.rooms().room(EVENT).isEmpty()) {
            Body event = Body.of("id", EVENT, "title", "An evening at the shop window", "class", "commerce");
            if (!submit(Command.HOUSE, "event.create", Actor.HOUSE, event)) {
                return false;
            }
            for (Body product : PRODUCTS) {
                submit(EVENT, "cta.product", PRODUCER, product);
            }
        }
        Optional<Phase> phase = house.rooms().room(EVENT).map(room -> room.phase());
        if (phase.equals(Optional.of(Phase.ENDED)) || phase.equals(Optional.of(Phase.REPLAY))) {
            return false;
        }
        if (!phase.equals(Optional.of(Phase.LIVE))) {
            Body live = Body.of("to", "live", "force", true, "reason", "The demo event of a new server.");
            submit(EVENT, "event.phase", Actor.HOUSE, live);
        }
        return true;
    }

    private void chat() {
        Map<String, Actor> guests = DemoScript.GUESTS.stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> new Actor(
                                Actor.Kind.VIEWER,
                                "v-demo-" + name.toLowerCase(java.util.Locale.ROOT),
                                name,
                                Set.of("chatter"))));
        int line = random.nextInt(DemoScript.LINES.size());
        while (pause(CHAT_PAUSE_MS + random.nextLong(CHAT_SPREAD_MS))) {
            DemoScript.Line next = DemoScript.LINES.get(line++ % DemoScript.LINES.size());
            Actor guest = guests.get(next.guest());
            if (guest != null) {
                var unused = house.chat().send(EVENT, guest, next.text(), Optional.empty());
            }
        }
    }

    private void cues() {
        int cue = 0;
        long wait = CUE_FIRST_MS;
        while (pause(wait)) {
            wait = CUE_PAUSES_MS.get(cue % CUE_PAUSES_MS.size());
            Body product = PRODUCTS.get(cue++ % PRODUCTS.size());
            submit(
                    EVENT,
                    "cta.cue",
                    PRODUCER,
                    Body.of(
                            "type",
                            "offer",
                            "product",
                            product.text("id"),
                            "headline",
                            "Tonight at the window",
                            "seconds",
                            CUE_SECONDS));
        }
    }

    /** Whether the show goes on after the pause. */
    private boolean pause(long ms) {
        try {
            Thread.sleep(ms);
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean submit(String event, String type, Actor actor, Body body) {
        try {
            Outcome outcome = house.bus()
                    .submit(Command.of(event, type, actor, body))
                    .toCompletableFuture()
                    .get(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
            if (outcome instanceof Outcome.Refused refused) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "The demo''s \"{0}\" was refused: {1}",
                        type,
                        refused.problem().detail());
                return false;
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.log(System.Logger.Level.INFO, "The demo''s \"{0}\" got no answer at {1}.", type, clock.instant());
            return false;
        }
    }

    private static Body product(
            String id, String title, int price, int compareAt, int stock, String description, String image) {
        Body product = Body.of(
                "id", id,
                "title", title,
                "price", money(price),
                "stock", stock,
                "description", description,
                "checkoutUrl", "/shop/demo?product=" + id,
                "image", image);
        return compareAt == 0 ? product : product.with("compareAt", money(compareAt));
    }

    private static Body money(int amount) {
        return Body.of("amount", amount, "currency", "EUR");
    }

    @Override
    public void close() {
        closed = true;
        chat.interrupt();
        cues.interrupt();
    }
}
