package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * The offers of one event as its log tells them. Only {@link #apply} changes anything, on the event's own thread; reads
 * are safe from any thread and exact on that one.
 */
final class Shop {
    /** Cues that are listed; older ones are in the log. */
    private static final int CUES_KEPT = 100;
    /** Expired holds that are told apart from holds that never were. */
    private static final int EXPIRED_KEPT = 10_000;

    private final ConcurrentMap<String, Long> committed = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Hold> holds = new ConcurrentHashMap<>();
    private final NavigableSet<Hold> byExpiry = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListMap<Long, Order> orders = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Order> ordersByHold = new ConcurrentHashMap<>();
    private final Set<String> expired = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile Map<String, Product> products = Map.of();
    private volatile List<Cue> cues = List.of();
    private volatile Optional<Cue> onAir = Optional.empty();

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case Records.PRODUCT -> put(Product.of(body));
            case Records.PRODUCT_REMOVED -> remove(body.text("id"));
            case Records.CUE -> start(Cue.of(record));
            case Records.ENDED -> onAir = onAir.filter(cue -> !cue.id().equals(body.text("cue")));
            case Records.HOLD -> hold(Hold.of(body));
            case Records.HOLD_EXPIRED -> expire(body.text("hold"));
            case Records.ORDER -> order(record.seq(), Order.of(body));
            default -> {}
        }
    }

    List<Product> products() {
        return List.copyOf(products.values());
    }

    Optional<Product> product(String id) {
        return Optional.ofNullable(products.get(id));
    }

    /** Units of a product that are sold or held, whether it is listed or not. */
    long committed(String product) {
        return committed.getOrDefault(product, 0L);
    }

    /** Units that can still be had. */
    long left(Product product) {
        return Math.max(0, product.stock() - committed(product.id()));
    }

    Body toBody(Product product) {
        return product.toBody(left(product));
    }

    Body toBody(Cue cue) {
        return cue.toBody(product(cue.product()).map(this::toBody));
    }

    Optional<Cue> onAir() {
        return onAir;
    }

    /** The newest cues, oldest first. */
    List<Cue> cues() {
        return cues;
    }

    Optional<Hold> hold(String id) {
        return Optional.ofNullable(holds.get(id));
    }

    boolean hasExpired(String hold) {
        return expired.contains(hold);
    }

    /** Units of a product that a viewer holds and has not bought. */
    long heldBy(String viewer, String product, Instant now) {
        return holds.values().stream()
                .filter(hold -> hold.viewer().equals(viewer) && hold.product().equals(product) && !hold.expired(now))
                .mapToLong(Hold::quantity)
                .sum();
    }

    /** Holds whose time is over but which nobody has recorded as expired yet, oldest first. */
    List<Hold> overdue(Instant now, int limit) {
        return byExpiry.stream()
                .takeWhile(hold -> hold.expired(now))
                .limit(limit)
                .toList();
    }

    Optional<Order> orderOfHold(String hold) {
        return Optional.ofNullable(ordersByHold.get(hold));
    }

    /** Orders whose record follows a sequence number. */
    Map<Long, Order> ordersAfter(long seq) {
        return orders.tailMap(seq, false);
    }

    /** When something here next ends by itself. */
    Optional<Instant> nextDue() {
        return Stream.concat(
                        onAir.map(Cue::endsAt).stream(),
                        byExpiry.stream().limit(1).map(Hold::expiresAt))
                .min(Instant::compareTo);
    }

    private void put(Product product) {
        Map<String, Product> copy = new LinkedHashMap<>(products);
        copy.put(product.id(), product);
        products = Collections.unmodifiableMap(copy);
    }

    private void remove(String id) {
        Map<String, Product> copy = new LinkedHashMap<>(products);
        copy.remove(id);
        products = Collections.unmodifiableMap(copy);
    }

    private void start(Cue cue) {
        List<Cue> copy = new ArrayList<>(cues);
        copy.add(cue);
        cues = List.copyOf(copy.subList(Math.max(0, copy.size() - CUES_KEPT), copy.size()));
        onAir = Optional.of(cue);
    }

    private void hold(Hold hold) {
        holds.put(hold.id(), hold);
        byExpiry.add(hold);
        committed.merge(hold.product(), hold.quantity(), Long::sum);
    }

    private void expire(String id) {
        hold(id).ifPresent(hold -> {
            release(hold);
            committed.merge(hold.product(), -hold.quantity(), Long::sum);
            expired.add(id);
            if (expired.size() > EXPIRED_KEPT) {
                synchronized (expired) {
                    expired.remove(expired.iterator().next());
                }
            }
        });
    }

    private void order(long seq, Order order) {
        hold(order.hold()).ifPresent(this::release);
        orders.put(seq, order);
        ordersByHold.put(order.hold(), order);
    }

    private void release(Hold hold) {
        holds.remove(hold.id());
        byExpiry.remove(hold);
    }
}
