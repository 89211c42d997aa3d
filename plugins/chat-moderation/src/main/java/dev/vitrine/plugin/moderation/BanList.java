package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of bans that somebody else keeps, as its signed document says.
 *
 * <p>The payload is lines of text: {@code vitrine-ban-list 1}, {@code name NAME}, {@code issued INSTANT}, and per ban
 * {@code ban<TAB>id<TAB>name<TAB>until or -<TAB>reason}.
 *
 * @param id first characters of its key
 * @param name what its keeper calls it
 * @param issued when it was signed
 * @param ban whether its bans hold here; otherwise the people on it are only watched
 * @param entries the bans
 */
record BanList(String id, String name, Instant issued, boolean ban, List<Entry> entries, Map<String, Entry> byUser) {
    static final int ENTRIES_MAX = 10_000;

    private static final String HEAD = "vitrine-ban-list 1";

    /** One ban. */
    record Entry(String user, String name, Optional<Instant> until, String reason) {}

    /** Reads the body of a {@code moderation.list-subscribed} record, whose signature was checked. */
    static BanList of(Body record) {
        return of(
                record.text("list"),
                record.body("document").text("payload"),
                record.text("trust").equals("ban"));
    }

    static BanList of(String id, String payload, boolean ban) {
        String[] lines = payload.split("\n", -1);
        if (lines.length < 3
                || !lines[0].equals(HEAD)
                || !lines[1].startsWith("name ")
                || !lines[2].startsWith("issued ")
                || lines.length > ENTRIES_MAX + 4) {
            throw new BadBody("document.payload", "is no ban list of at most " + ENTRIES_MAX + " bans");
        }
        try {
            List<Entry> entries = new ArrayList<>();
            for (int i = 3; i < lines.length; i++) {
                if (lines[i].isEmpty()) {
                    continue;
                }
                String[] cells = lines[i].split("\t", -1);
                if (cells.length != 5 || !cells[0].equals("ban")) {
                    throw new BadBody("document.payload", "has no ban in line " + (i + 1));
                }
                Optional<Instant> until =
                        cells[3].equals("-") ? Optional.empty() : Optional.of(Instant.parse(cells[3]));
                entries.add(new Entry(cells[1], cells[2], until, cells[4]));
            }
            Instant issued = Instant.parse(lines[2].substring("issued ".length()));
            return new BanList(id, lines[1].substring("name ".length()), issued, ban, entries, byUser(entries));
        } catch (DateTimeException e) {
            throw new BadBody("document.payload", "has a time that cannot be read");
        }
    }

    /** The payload of a list of one's own. */
    static String payload(String name, Instant issued, List<Sanction> bans) {
        StringBuilder payload = new StringBuilder(HEAD)
                .append("\nname ")
                .append(plain(name))
                .append("\nissued ")
                .append(issued)
                .append('\n');
        for (Sanction sanction : bans) {
            payload.append("ban\t")
                    .append(plain(sanction.user()))
                    .append('\t')
                    .append(sanction.name().equals(Records.ERASED_NAME) ? "" : plain(sanction.name()))
                    .append('\t')
                    .append(sanction.until().map(Instant::toString).orElse("-"))
                    .append('\t')
                    .append(plain(sanction.reason()))
                    .append('\n');
        }
        return payload.toString();
    }

    private static String plain(String text) {
        return text.replace('\t', ' ').replace('\n', ' ');
    }

    /** The same without what it says of a person. */
    BanList without(String person) {
        List<Entry> others =
                entries.stream().filter(entry -> !entry.user().equals(person)).toList();
        return others.size() == entries.size() ? this : new BanList(id, name, issued, ban, others, byUser(others));
    }

    private static Map<String, Entry> byUser(List<Entry> entries) {
        Map<String, Entry> byUser = new HashMap<>();
        for (Entry entry : entries) {
            byUser.put(entry.user(), entry);
            byUser.putIfAbsent(nameKey(entry.name()), entry);
        }
        return byUser;
    }

    /** Names differ by guise; a name of few letters is anybody's. */
    private static String nameKey(String name) {
        String key = Readings.of(name).folded().text().strip();
        return "name:" + (key.length() < 5 ? "" : key);
    }

    /**
     * Who has a listed id is muted; who only has a listed name, or is on a list that is watched, is looked at first.
     */
    Optional<Verdict> verdict(Author author, Instant at) {
        Entry entry = byUser.get(author.id());
        boolean sure = entry != null;
        if (entry == null) {
            String key = nameKey(author.name());
            entry = key.equals("name:") ? null : byUser.get(key);
        }
        if (entry == null || !entry.until().map(at::isBefore).orElse(true)) {
            return Optional.empty();
        }
        Sanction sanction =
                new Sanction(author.id(), author.name(), Sanction.Kind.BAN, entry.until(), entry.reason(), "", name, 0);
        Reason reason = new Reason(
                "lists/" + id,
                "sanction",
                2,
                0,
                0,
                "",
                sure && ban ? sanction.sentence(at) : "A moderator looks at this message first.");
        return Optional.of(sure && ban ? new Verdict.Muted(sanction.leftMs(at), reason) : new Verdict.Hold(reason));
    }

    Body toBody() {
        return Body.of(
                "list",
                id,
                "name",
                name,
                "issued",
                issued.toString(),
                "trust",
                ban ? "ban" : "watch",
                "entries",
                entries.size());
    }

    static byte[] bytes(String payload) {
        return payload.getBytes(StandardCharsets.UTF_8);
    }
}
