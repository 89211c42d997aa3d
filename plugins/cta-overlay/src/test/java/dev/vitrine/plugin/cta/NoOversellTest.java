package dev.vitrine.plugin.cta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever buyers, clock, timers and restarts do, no unit is promised to two of them. */
class NoOversellTest {

    /** What may happen. */
    sealed interface Step {
        record Hold(int viewer, int quantity) implements Step {}

        record Order(int which) implements Step {}

        record Advance(int seconds) implements Step {}

        record Stall(int seconds) implements Step {}

        record Restock(int stock) implements Step {}

        record Restart() implements Step {}
    }

    @Provide
    Arbitrary<Step> step() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 4),
                                        Arbitraries.integers().between(1, 5))
                                .as(Step.Hold::new)),
                Tuple.of(4, Arbitraries.integers().between(0, 30).map(Step.Order::new)),
                Tuple.of(3, Arbitraries.integers().between(0, 90).map(Step.Advance::new)),
                Tuple.of(2, Arbitraries.integers().between(0, 200).map(Step.Stall::new)),
                Tuple.of(1, Arbitraries.integers().between(0, 20).map(Step.Restock::new)),
                Tuple.of(1, Arbitraries.just(new Step.Restart())));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return step().list().ofMinSize(1).ofMaxSize(60);
    }

    @Property(tries = 1_500)
    void soldAndHeldUnits_neverExceedTheStock(@ForAll("steps") List<Step> steps) {
        TestHouse house = new TestHouse(Path.of("target"));
        CtaOverlay plugin = CtaOverlayTest.start(house);
        house.done("show", "cta.product", CtaOverlayTest.lamp(10));
        List<String> holds = new ArrayList<>();

        for (Step step : steps) {
            switch (step) {
                case Step.Hold hold -> {
                    Outcome outcome = house.staff(
                            "show",
                            "cta.hold",
                            Body.of("product", "lamp", "quantity", hold.quantity(), "viewer", "v-" + hold.viewer()));
                    if (outcome instanceof Outcome.Done done) {
                        holds.add(done.reply().text("hold"));
                    }
                }
                case Step.Order order -> {
                    if (!holds.isEmpty()) {
                        house.staff("show", "cta.order", Body.of("hold", holds.get(order.which() % holds.size())));
                    }
                }
                case Step.Advance advance -> house.time().advance(Duration.ofSeconds(advance.seconds()));
                case Step.Stall stall -> house.time().stall(Duration.ofSeconds(stall.seconds()));
                case Step.Restock restock -> house.staff("show", "cta.product", CtaOverlayTest.lamp(restock.stock()));
                case Step.Restart restart -> plugin = CtaOverlayTest.start(house);
            }
            check(house.log("show"), plugin);
        }

        house.time().advance(Duration.ofMinutes(10));
        Tally end = check(house.log("show"), plugin);
        assertThat(end.held())
                .as("units still held after every hold's time is over")
                .isZero();
    }

    /** Counts from the records alone, without the plugin's own state, and compares. */
    private static Tally check(List<LogRecord> log, CtaOverlay plugin) {
        Tally tally = Tally.of(log);
        assertThat(tally.sold() + tally.held()).as("sold and held units").isLessThanOrEqualTo(tally.stock());
        long left = plugin.snapshot("show").bodies("products").getFirst().integer("left");
        assertThat(left).as("left").isEqualTo(tally.stock() - tally.sold() - tally.held());
        assertThat(tally.told()).as("what viewers were told is left").isEqualTo(left);
        return tally;
    }

    private record Tally(long stock, long sold, long held, long told) {
        static Tally of(List<LogRecord> log) {
            Map<String, Long> held = new HashMap<>();
            long stock = 0;
            long sold = 0;
            long told = 0;
            for (LogRecord record : log) {
                Body body = record.body();
                switch (record.type()) {
                    case "cta.product" -> {
                        stock = body.integer("stock");
                        told = body.integer("left");
                    }
                    case "cta.stock" -> told = body.integer("left");
                    case "cta.hold" -> held.put(body.text("hold"), body.integer("quantity"));
                    case "cta.hold-expired" ->
                        assertThat(held.remove(body.text("hold")))
                                .as("expired hold")
                                .isNotNull();
                    case "cta.order" -> {
                        Long units = held.remove(body.text("hold"));
                        assertThat(units).as("units of the order's hold").isEqualTo(body.integer("quantity"));
                        sold += body.integer("quantity");
                    }
                    default -> {}
                }
            }
            return new Tally(
                    stock,
                    sold,
                    held.values().stream().mapToLong(Long::longValue).sum(),
                    told);
        }
    }
}
