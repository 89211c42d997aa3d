package dev.vitrine.host;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * One line per message: time, level, source, sentence. A stack trace follows for a bug alone, that is for an unchecked
 * exception at ERROR.
 */
public final class OneLine extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    // Held, because a logger that nobody holds forgets its level with the next garbage collection.
    private static final Logger OURS = Logger.getLogger("dev.vitrine");
    /** Libraries that tell at INFO what we say once and shorter, or not at all. */
    private static final List<Logger> CHATTY = Stream.of("io.helidon", "org.glassfish.tyrus", "org.flywaydb")
            .map(Logger::getLogger)
            .toList();

    /** Warns of each peer that hangs up within a request, as if that were for us to mend. */
    private static final Logger REQUESTS = Logger.getLogger("io.helidon.webserver.http1.Http1Connection");

    private static final String HANG_UP = "io.helidon.http.RequestException";

    /** Makes this the format of everything that is logged. Level by {@code VITRINE_LOG}, else INFO. */
    public static void install(Optional<String> level) {
        Logger root = Logger.getLogger("");
        for (java.util.logging.Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Level wanted = level.map(OneLine::level).orElse(Level.INFO);
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new OneLine());
        console.setLevel(wanted);
        root.addHandler(console);
        root.setLevel(Level.INFO);
        OURS.setLevel(wanted);
        CHATTY.forEach(logger -> logger.setLevel(Level.WARNING));
        // What our own code does wrong is told by the HTTP door; what arrives here is the peer's doing.
        REQUESTS.setFilter(message -> message.getThrown() == null
                || !message.getThrown().getClass().getName().equals(HANG_UP));
    }

    private static Level level(String name) {
        return switch (name.toLowerCase(java.util.Locale.ROOT)) {
            case "debug" -> Level.FINE;
            case "trace" -> Level.FINER;
            case "warn" -> Level.WARNING;
            case "error" -> Level.SEVERE;
            default -> Level.INFO;
        };
    }

    @Override
    public String format(LogRecord message) {
        StringBuilder line = new StringBuilder(120)
                .append(TIME.format(Instant.ofEpochMilli(message.getMillis())))
                .append(' ')
                .append(name(message.getLevel()))
                .append(' ')
                .append(source(message.getLoggerName()))
                .append(": ")
                .append(formatMessage(message));
        Throwable thrown = message.getThrown();
        if (thrown != null) {
            line.append(" (").append(thrown).append(')');
            if (message.getLevel().intValue() >= Level.SEVERE.intValue() && thrown instanceof RuntimeException) {
                java.io.StringWriter trace = new java.io.StringWriter();
                thrown.printStackTrace(new java.io.PrintWriter(trace));
                line.append(System.lineSeparator()).append(trace);
            }
        }
        return line.append(System.lineSeparator()).toString();
    }

    private static String name(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return value >= Level.CONFIG.intValue() ? "INFO " : "DEBUG";
    }

    private static String source(@org.jspecify.annotations.Nullable String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
