package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hearts and the like. They are summed up and told together: a thousand hands clapping are a few records a second. What
 * has not been told yet is the one thing here that is in no log; it is over in a quarter of a second, and a restart may
 * lose it. On the event's thread.
 */
final class Reactions {
    /** What one may react with. */
    static final List<String> KINDS = List.of("❤️", "🔥", "👏", "😂", "😮", "🎉");

    static final CommandType REACT = new CommandType(
            "audience.react",
            Rights.TAKE_PART,
            ChangeClass.SHOW,
            "Reacts to the picture; many are told together",
            Body.of("reaction", "❤️", "times", 1));

    /** What one person counts for at most until the sums are told. */
    private static final int EACH = 10;

    private final Map<String, Long> sums = new LinkedHashMap<>();
    private final Map<String, Integer> byUser = new HashMap<>();

    Outcome react(Command command) {
        String kind = command.body().text("reaction");
        if (!KINDS.contains(kind)) {
            throw new BadBody("reaction", "takes one of " + String.join(" ", KINDS));
        }
        long times = command.body().optionalInteger("times").orElse(1L);
        if (times < 1 || times > EACH) {
            throw new BadBody("times", "takes 1 to " + EACH + ", not " + times);
        }
        int before = byUser.getOrDefault(command.actor().id(), 0);
        int counted = Math.min((int) times, EACH - before);
        if (counted > 0) {
            byUser.put(command.actor().id(), before + counted);
            sums.merge(kind, (long) counted, Long::sum);
        }
        return Outcome.done(List.of(), Body.of("counted", Math.max(0, counted)));
    }

    /** What everybody has to be told; it is forgotten here. */
    Optional<Draft> drain() {
        if (sums.isEmpty()) {
            return Optional.empty();
        }
        List<Body> all = sums.entrySet().stream()
                .map(each -> Body.of("reaction", each.getKey(), "times", each.getValue()))
                .toList();
        sums.clear();
        byUser.clear();
        return Optional.of(Draft.asap(Records.REACTIONS, Channel.OVERLAY, Body.of("reactions", all)));
    }
}
