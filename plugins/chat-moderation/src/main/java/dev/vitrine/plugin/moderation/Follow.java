package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A ban list that is fetched from an address again and again.
 *
 * @param id made from the address
 * @param since sequence number of the record that began it, or changed it last
 * @param url where it is
 * @param ban whether its bans hold here; otherwise the people on it are only watched
 * @param every how often it is fetched
 * @param list id of the list that came from there first, which is that of its key: no other is taken from there
 * @param problem why it does not come at the moment
 * @param problemSince since when
 */
record Follow(
        String id,
        long since,
        String url,
        boolean ban,
        Duration every,
        Optional<String> list,
        Optional<String> problem,
        Optional<Instant> problemSince) {
    static Follow of(LogRecord record, Optional<Follow> before) {
        Body body = record.body();
        return new Follow(
                body.text("follow"),
                record.seq(),
                body.text("url"),
                body.text("trust").equals("ban"),
                Duration.ofMinutes(body.integer("minutes")),
                before.flatMap(Follow::list),
                Optional.empty(),
                Optional.empty());
    }

    static String id(String url) {
        CRC32C hash = new CRC32C();
        hash.update(BanList.bytes(url));
        return "url-" + HexFormat.of().toHexDigits((int) hash.getValue());
    }

    Follow with(String listId) {
        return new Follow(id, since, url, ban, every, Optional.of(listId), problem, problemSince);
    }

    Follow in(LogRecord state) {
        Optional<String> why = state.body().optionalText("problem");
        return new Follow(id, since, url, ban, every, list, why, why.map(sentence -> state.at()));
    }

    Body toBody() {
        return Body.of(
                "follow",
                id,
                "url",
                url,
                "trust",
                ban ? "ban" : "watch",
                "minutes",
                every.toMinutes(),
                "list",
                list,
                "state",
                problem.isPresent() ? "failing" : list.isPresent() ? "well" : "new",
                "problem",
                problem,
                "problemSince",
                problemSince.map(Instant::toString));
    }
}
