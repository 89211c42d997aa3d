package dev.vitrine.core.people;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.room.Room;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything about one person, from every log. Reads them whole: some 100,000 records a second. */
public final class Export {
    /** Records of one answer; a person with more is told that there are more. */
    static final int MAX_RECORDS = 50_000;

    private static final int PAGE = 1_000;
    private static final Set<String> SECRETS = People.secrets();

    private Export() {}

    /**
     * Returns {@code {person, records:[{event, seq, at, type, channel, mine, body}], complete}}; {@code mine} says
     * whether the person did it. What others said is in it only as far as a record of theirs names the person.
     */
    public static Body of(String person, List<Room> rooms) {
        List<Object> records = new ArrayList<>();
        boolean complete = true;
        for (Room room : rooms) {
            long after = 0;
            for (List<LogRecord> page = room.read(after, PAGE); !page.isEmpty(); page = room.read(after, PAGE)) {
                for (LogRecord record : page) {
                    after = record.seq();
                    if (People.concerns(record, person)) {
                        if (records.size() < MAX_RECORDS) {
                            records.add(shown(record, person));
                        } else {
                            complete = false;
                        }
                    }
                }
            }
        }
        return Body.of("person", person, "records", records, "complete", complete);
    }

    private static Map<String, Object> shown(LogRecord record, String person) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("event", record.event());
        shown.put("seq", record.seq());
        shown.put("at", record.at().toString());
        shown.put("type", record.type());
        shown.put("channel", record.channel().prefix());
        shown.put("mine", record.actor().id().equals(person));
        shown.put("body", open(record.body().values()));
        return shown;
    }

    private static @Nullable Object open(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, each) -> {
                if (!SECRETS.contains(String.valueOf(name))) {
                    copy.put(String.valueOf(name), open(each));
                }
            });
            return copy;
        }
        return value instanceof List<?> list ? list.stream().map(Export::open).toList() : value;
    }
}
