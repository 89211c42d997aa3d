package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What staff writes to one viewer alone. The record goes to staff; the viewer asks for their own. Safe from any thread.
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

    private final Map<String, Deque<Body>> byUser = new LinkedHashMap<>();

    static Outcome whisper(Command command) {
        String to = command.body().text("to");
        if (!USER.matcher(to).matches()) {
            throw new BadBody("to", "takes the id of a viewer");
        }
        Body body = Body.of(
                "to", to,
                "text", Fields.line(command.body(), "text", TEXT_MAX),
                "by", command.actor().name());
        return Outcome.done(Draft.asap(Records.WHISPERED, Channel.MOD, body), body);
    }

    void apply(LogRecord record) {
        if (!record.type().equals(Records.WHISPERED)) {
            return;
        }
        Body body = record.body();
        Body mine = Body.of(
                "whisper",
                record.seq(),
                "at",
                record.at().toString(),
                "by",
                body.text("by"),
                "text",
                body.text("text"));
        synchronized (byUser) {
            Deque<Body> all = byUser.computeIfAbsent(body.text("to"), user -> new ArrayDeque<>());
            all.add(mine);
            if (all.size() > EACH) {
                all.remove();
            }
            if (byUser.size() > USERS_MAX) {
                byUser.remove(byUser.keySet().iterator().next());
            }
        }
    }

    /** The newest of one viewer, oldest first. */
    List<Body> of(String user) {
        synchronized (byUser) {
            Deque<Body> all = byUser.get(user);
            return all == null ? List.of() : List.copyOf(all);
        }
    }
}
