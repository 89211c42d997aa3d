package dev.vitrine.core.link;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.Programme;
import dev.vitrine.api.media.Programme.Daily;
import dev.vitrine.api.media.Programme.Once;
import dev.vitrine.api.media.Programme.Start;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Programmes by the clock, as they stand in a source: {@code {"at":"2026-12-01T18:00:00Z","files":[…]}} or
 * {@code {"daily":"09:00","zone":"Europe/Berlin","files":[…],"loop":true}}.
 */
public final class Schedule {
    /** The field of a source that holds them. */
    public static final String FIELD = "schedule";

    private static final int MAX_PROGRAMMES = 100;
    private static final Set<String> KNOWN = Set.of("at", "daily", "zone", "files", "loop");

    private Schedule() {}

    /**
     * Reads them.
     *
     * @throws BadBody if one is not understood; it names the field, such as {@code schedule[2].daily}
     */
    public static List<Programme> of(Body source) {
        List<Body> entries = source.bodies(FIELD);
        if (entries.size() > MAX_PROGRAMMES) {
            throw new BadBody(FIELD, "takes at most " + MAX_PROGRAMMES + " programmes");
        }
        List<Programme> programmes = new ArrayList<>();
        Set<Start> starts = new HashSet<>();
        for (Body entry : entries) {
            String where = FIELD + "[" + programmes.size() + "]";
            Programme programme = programme(entry, where);
            if (!starts.add(programme.start())) {
                throw new BadBody(where, "begins when another programme does; give each a time of its own");
            }
            programmes.add(programme);
        }
        return List.copyOf(programmes);
    }

    /** Writes one as it is read. */
    public static Body body(Programme programme) {
        Body when = switch (programme.start()) {
            case Once once -> Body.of("at", once.at().toString());
            case Daily daily ->
                Body.of("daily", daily.time().toString(), "zone", daily.zone().getId());
        };
        return when.with("files", programme.files()).with("loop", programme.loop());
    }

    private static Programme programme(Body entry, String where) {
        entry.values().keySet().stream()
                .filter(field -> !KNOWN.contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw new BadBody(where, "takes at or daily, zone, files and loop, and no \"" + field + "\"");
                });
        if (entry.has("at") == entry.has("daily")) {
            throw new BadBody(
                    where, "takes \"at\" with a moment, or \"daily\" with a time of day; give one of the two");
        }
        List<String> files = Fetching.names(entry.texts("files"), where + ".files");
        if (files.isEmpty()) {
            throw new BadBody(where + ".files", "takes at least one file of the media folder");
        }
        Start start = entry.has("at") ? once(entry, where) : daily(entry, where);
        return new Programme(start, files, entry.flag("loop", false));
    }

    private static Start once(Body entry, String where) {
        if (entry.has("zone")) {
            throw new BadBody(where + ".zone", "goes with \"daily\" alone; the moment in \"at\" has its own");
        }
        try {
            Instant at = OffsetDateTime.parse(entry.text("at")).toInstant();
            return new Once(at);
        } catch (DateTimeException e) {
            throw new BadBody(where + ".at", "takes a moment with its zone, such as 2026-12-01T18:00:00+01:00");
        }
    }

    private static Start daily(Body entry, String where) {
        LocalTime time;
        try {
            time = LocalTime.parse(entry.text("daily"));
        } catch (DateTimeException e) {
            throw new BadBody(where + ".daily", "takes a time of day, such as 09:00 or 21:30:15");
        }
        try {
            return new Daily(time, ZoneId.of(entry.optionalText("zone").orElse("")));
        } catch (DateTimeException e) {
            throw new BadBody(where + ".zone", "takes the zone of the time of day, such as Europe/Berlin or UTC");
        }
    }
}
