package dev.vitrine.itests.bench;

import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * A goal beside its newest figure, which a benchmark leaves under the goal's name in {@code target/figures}. Nothing
 * fails where a goal is missed.
 *
 * @param name of its file
 * @param what is measured
 * @param limit that a kept goal does not pass
 * @param unit of both
 */
record Figure(String name, String what, double limit, String unit) {
    private static final Path FIGURES = Vitrine.ROOT.resolve("itests/target/figures");

    /** Keeps a figure for the table. */
    void met(double figure) {
        try {
            Files.createDirectories(FIGURES);
            Files.writeString(FIGURES.resolve(name), Double.toString(figure));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** A line of a table. */
    String line() {
        OptionalDouble figure = newest();
        return String.format(
                "%-84s | %8s | %8s | %s",
                what + ", " + unit,
                "<= " + number(limit),
                figure.isEmpty() ? "" : number(figure.getAsDouble()),
                figure.isEmpty() ? "not measured" : figure.getAsDouble() <= limit ? "kept" : "missed");
    }

    private OptionalDouble newest() {
        try {
            Path file = FIGURES.resolve(name);
            return Files.exists(file)
                    ? OptionalDouble.of(Double.parseDouble(Files.readString(file)))
                    : OptionalDouble.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format("%.0f", value) : String.format("%.2f", value);
    }
}
