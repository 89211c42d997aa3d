package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What staff writes to one viewer alone, who is told at once and may ask for the newest again. Safe from any thread.
 */
final class Whispers {
    static final CommandType WHISPER = new CommandType(
            "audience.whisper",
            Rights.RUN,
            ChangeClass.SHOW,
            "Writes to one viewer alone",
            Body.of("to", "v-1a2b3c4d", "text", "Your parcel left this morning."));

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.:@-]{1,80}");
    private static final int TEXT_MAX = 500;
    private static final int EACH = 20;
    private static final int USERS_MAX = 5_000;

    private final Map<String, Deque<Whisper>> byUser = new LinkedHashMap<>();

    private record Whisper(long seq, Instant at, String byId, String by, String text) {
        Whisper by(String name) {
            return new Whisper(seq, at, byId, name, text);
        }

        Body toBody() {
            return Body.of("whisper", seq, "at", at.toString(), "by", by, "text", text);
        }
    }

    static Outcome whisper(Command command) {
        String to = command.body().text("to");
        if (!USER.matcher(to).matches()) {
            throw new BadBody("to", "takes the id of a viewer");
        }
        Body body = Body.of(
                "text",
                Fields.line(command.body(), "text", TEXT_MAX),
                "from",
                Body.of(
                        "person", command.actor().id(),
                        "name", command.actor().name()));
        return Outcome.done(Draft.personal(Records.WHISPERED, to, body), body.with("to", to));
    }

    void apply(LogRecord record) {
        Body body = record.body();
        if (record.type().equals(Records.FORGOTTEN)) {
            forget(body.text("person"));
            return;
        }
        if (!record.type().equals(Records.WHISPERED) || body.text("text").isEmpty()) {
            return;
        }
        Whisper mine = new Whisper(record.seq(), record.at(), record.actor().id(), name(body), body.text("text"));
        synchronized (byUser) {
            Deque<Whisper> all = byUser.computeIfAbsent(body.text("to"), user -> new ArrayDeque<>());
            all.add(mine);
            if (all.size() > EACH) {
                all.remove();
            }
            if (byUser.size() > USERS_MAX) {
                byUser.remove(byUser.keySet().iterator().next());
            }
        }
    }

    private void forget(String person) {
        synchronized (byUser) {
            byUser.remove(person);
            byUser.values().forEach(all -> {
                List<Whisper> kept = all.stream()
                        .map(each -> each.byId().equals(person) ? each.by("Erased person") : each)
                        .toList();
                all.clear();
                all.addAll(kept);
            });
        }
    }

    /** Who wrote it; records from before private replies had a channel of their own say only the name. */
    private static String name(Body body) {
        return body.optionalBody("from")
                .flatMap(from -> from.optionalText("name"))
                .or(() -> body.optionalText("by"))
                .orElse("");
    }

    /** The newest of one viewer, oldest first. */
    List<Body> of(String user) {
        synchronized (byUser) {
            Deque<Whisper> all = byUser.get(user);
            return all == null ? List.of() : all.stream().map(Whisper::toBody).toList();
        }
    }
}
