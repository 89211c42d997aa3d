package dev.vitrine.itests.bench;

import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What the picture is held to. A benchmark leaves its figure under the goal's name in {@code target/figures} of its
 * module, where {@link PictureTable} finds it; the newest counts. Nothing fails where a goal is missed.
 */
enum PictureGoal {
    DELIVERY_P50("packet in to socket write, 200 viewers, p50 (bucket's end)", 1, "ms"),
    DELIVERY_P99("packet in to socket write, 200 viewers, p99 (bucket's end)", 5, "ms"),
    WEBCODECS_P50("frame existed to painted, WebCodecs, p50", 80, "ms"),
    WEBCODECS_P95("frame existed to painted, WebCodecs, p95", 120, "ms"),
    WEBCODECS_RATIO("the same p50 beside node-media-server's", 0.2, "times"),
    MSE_P50("frame existed to painted, MSE, p50", 190, "ms"),
    MSE_STALLS("stalls of MSE", 1, "a minute"),
    HLS_P50("LL-HLS, hls.js, parts of 200 ms, p50", 700, "ms"),
    JOIN_P95("join to the first painted frame, p95", 300, "ms"),
    SLATE("publisher killed to slate, the longest", 500, "ms"),
    BACK("publisher back to its picture, the longest, key frames 1 s apart", 1_300, "ms"),
    CLOSED("sessions closed by cuts", 0, "sessions"),
    RUNGS_SEGV("worker ended by SEGV to rungs back, the longest", 1_000, "ms"),
    RUNGS_STOP("worker halted by STOP to rungs back, the longest", 1_000, "ms"),
    CAPACITY_STALLS("1,000 WebSocket viewers of 1 Mbit/s: viewers that stood or were closed", 0, "viewers"),
    CAPACITY_RATIO("processor time for each Gbit beside node-media-server's HTTP-FLV", 0.5, "times"),
    LADDER_CPU("processor time of the ladder beside the command line's", 1.2, "times"),
    LADDER_GROWTH("a worker's memory over 500 ladders, after warm-up", 5, "%"),
    DRIFT("delay of the last minute of the run less that of the first", 50, "ms");

    private static final Path[] FIGURES = {
        Vitrine.ROOT.resolve("itests/target/figures"), Vitrine.ROOT.resolve("media-engine/worker/target/figures")
    };

    private final String what;
    private final double limit;
    private final String unit;

    PictureGoal(String what, double limit, String unit) {
        this.what = what;
        this.limit = limit;
        this.unit = unit;
    }

    /** Keeps a figure for the table. */
    void met(double figure) {
        try {
            Files.createDirectories(FIGURES[0]);
            Files.writeString(FIGURES[0].resolve(name()), Double.toString(figure));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** A line of the table. */
    String line() {
        OptionalDouble figure = figure();
        return String.format(
                "%-74s | %10s | %10s | %s",
                what + ", " + unit,
                "<= " + number(limit),
                figure.isEmpty() ? "" : number(figure.getAsDouble()),
                figure.isEmpty() ? "not measured" : figure.getAsDouble() <= limit ? "kept" : "missed");
    }

    private OptionalDouble figure() {
        try {
            for (Path figures : FIGURES) {
                Path file = figures.resolve(name());
                if (Files.exists(file)) {
                    return OptionalDouble.of(Double.parseDouble(Files.readString(file)));
                }
            }
            return OptionalDouble.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String number(double value) {
        return Math.abs(value) >= 10 || value == Math.rint(value)
                ? String.format("%.0f", value)
                : String.format("%.2f", value);
    }
}
