package dev.vitrine.web.qoe;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The sittings of one event. Kept in order of their last word, so that the forgotten ones are always in front. */
final class EventQoe {
    static final int MAX_SITTINGS = 5_000;
    static final long LEAST_BETWEEN_MS = 2_000;
    static final long FORGET_MS = 30_000;

    private static final long EVERY_MS = 10_000;
    private static final long EVERY_WHEN_FULL_MS = 60_000;
    private static final int WORST = 10;
    private static final int MAX_RUNGS = 16;

    private final QoeDesk.Meters meters;
    private final LinkedHashMap<String, Sitting> sittings = new LinkedHashMap<>();

    /**
     * @param firstNanos when it first spoke
     * @param lastNanos when it last spoke
     * @param first what it said first: stalls before that belong to nobody's watch
     */
    private record Sitting(QoeReport report, QoeReport first, long firstNanos, long lastNanos) {
        double minutes() {
            return Math.max(EVERY_MS, (lastNanos - firstNanos) / 1_000_000) / 60_000.0;
        }

        long stalls() {
            return Math.max(0, report.stalls() - (report == first ? 0 : first.stalls()));
        }
    }

    EventQoe(QoeDesk.Meters meters) {
        this.meters = meters;
    }

    synchronized Body take(QoeReport report, long nowNanos) {
        forget(nowNanos);
        Sitting before = sittings.get(report.sitting());
        if (before != null && nowNanos - before.lastNanos() < LEAST_BETWEEN_MS * 1_000_000 && report.state() != 'q') {
            return Body.of("everyMs", EVERY_MS);
        }
        if (before == null && sittings.size() >= MAX_SITTINGS) {
            return Body.of("everyMs", EVERY_WHEN_FULL_MS); // thousands of others tell enough
        }
        count(report, before);
        sittings.remove(report.sitting());
        if (report.state() != 'q') {
            sittings.put(
                    report.sitting(),
                    new Sitting(
                            report,
                            before == null ? report : before.first(),
                            before == null ? nowNanos : before.firstNanos(),
                            nowNanos));
        }
        return Body.of("everyMs", EVERY_MS);
    }

    private void count(QoeReport report, @Nullable Sitting before) {
        String path = report.path().text();
        meters.reports().labelValues(path).inc();
        meters.stood().labelValues(path).inc(report.stoodMs() / 1e3);
        boolean begun = before != null && before.report().startupMs().isPresent();
        if (!begun) {
            report.startupMs()
                    .ifPresent(ms -> meters.startup().labelValues(path).observe(ms / 1e3));
        }
        if (report.state() == 'p') {
            meters.delay().labelValues(path).observe(report.delayMs() / 1e3);
        }
        if (before != null) {
            meters.stalls()
                    .labelValues(path)
                    .inc(Math.max(0, report.stalls() - before.report().stalls()));
            meters.dropped()
                    .labelValues(path)
                    .inc(Math.max(0, report.dropped() - before.report().dropped()));
        }
    }

    private void forget(long nowNanos) {
        var oldest = sittings.entrySet().iterator();
        while (oldest.hasNext() && nowNanos - oldest.next().getValue().lastNanos() > FORGET_MS * 1_000_000) {
            oldest.remove();
        }
    }

    synchronized void countInto(Map<String, Double> counts, long nowNanos) {
        forget(nowNanos);
        for (Sitting sitting : sittings.values()) {
            counts.merge(sitting.report().path().text(), 1.0, Double::sum);
        }
    }

    /** What is to be seen of an event that nobody has spoken of. */
    static Body nothing() {
        return view(List.of());
    }

    /**
     * {@code {"sittings","playing","paths":{NAME:N},"rungs":{NAME:N},"startupMs":{"p50","p95"},"delayMs":{"p50","p95"},
     * "stallsPerMinute","dropped":share,"worst":[{"sitting","path","rung","delayMs","stalls","kbps","state"}]}}.
     */
    synchronized Body view(long nowNanos) {
        forget(nowNanos);
        return view(List.copyOf(sittings.values()));
    }

    private static Body view(List<Sitting> all) {
        Map<String, Object> paths = new TreeMap<>();
        Map<String, Object> rungs = new TreeMap<>();
        double minutes = 0;
        long stalls = 0;
        long dropped = 0;
        long shown = 0;
        for (Sitting sitting : all) {
            QoeReport report = sitting.report();
            add(paths, report.path().text());
            add(rungs, rungs.size() < MAX_RUNGS || rungs.containsKey(report.rung()) ? report.rung() : "other");
            minutes += sitting.minutes();
            stalls += sitting.stalls();
            dropped += report.dropped();
            shown += report.shown();
        }
        List<Sitting> playing =
                all.stream().filter(sitting -> sitting.report().state() == 'p').toList();
        List<Sitting> begun = all.stream()
                .filter(sitting -> sitting.report().startupMs().isPresent())
                .toList();
        return Body.of(
                "sittings",
                all.size(),
                "playing",
                playing.size(),
                "paths",
                new Body(paths),
                "rungs",
                new Body(rungs),
                "startupMs",
                quantiles(begun, sitting -> sitting.report().startupMs().orElse(0L)),
                "delayMs",
                quantiles(playing, sitting -> sitting.report().delayMs()),
                "stallsPerMinute",
                minutes == 0 ? 0.0 : Math.round(stalls / minutes * 100) / 100.0,
                "dropped",
                dropped + shown == 0 ? 0.0 : Math.round(10_000.0 * dropped / (dropped + shown)) / 10_000.0,
                "worst",
                worst(all));
    }

    private static void add(Map<String, Object> counts, String name) {
        counts.merge(name, 1L, (a, b) -> (Long) a + (Long) b);
    }

    private static Body quantiles(List<Sitting> sittings, ToLongFunction<Sitting> value) {
        long[] sorted = sittings.stream().mapToLong(value).sorted().toArray();
        return sorted.length == 0
                ? Body.empty()
                : Body.of(
                        "p50",
                        sorted[sorted.length / 2],
                        "p95",
                        sorted[Math.min(sorted.length - 1, (int) (sorted.length * 0.95))]);
    }

    /** Those whose picture stood most often, and of these the latest. */
    private static List<Object> worst(List<Sitting> all) {
        Comparator<Sitting> byTrouble = Comparator.<Sitting>comparingDouble(
                        sitting -> sitting.stalls() / sitting.minutes())
                .thenComparingLong(sitting -> sitting.report().delayMs())
                .reversed();
        List<Object> worst = new ArrayList<>();
        all.stream().sorted(byTrouble).limit(WORST).forEach(sitting -> {
            QoeReport report = sitting.report();
            worst.add(Body.of(
                            "sitting",
                            report.sitting().substring(0, 8),
                            "path",
                            report.path().text(),
                            "rung",
                            report.rung(),
                            "delayMs",
                            report.delayMs(),
                            "stalls",
                            sitting.stalls(),
                            "kbps",
                            report.kbps(),
                            "state",
                            String.valueOf(report.state()))
                    .values());
        });
        return worst;
    }
}
