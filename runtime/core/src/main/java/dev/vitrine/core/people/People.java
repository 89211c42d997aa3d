package dev.vitrine.core.people;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.people.Sealed.Piece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps names and words of each person under that person's key. Safe from any thread.
 *
 * <p><b>Whose.</b> A person is whoever has an id that begins with {@code v-} (a viewer with a name), {@code u-} (an
 * account), {@code w-} (a receiver of outgoing events, for its secret) or {@code r-} (a restream target or source,
 * likewise). The name of a record's actor is the actor's. In a body, an object with a member {@code author},
 * {@code user}, {@code person} or {@code to} that is or has such an id is about that person, and so is all that lies
 * below; else the record is about its actor if that is a viewer.
 *
 * <p><b>What.</b> The strings under {@link #PERSONAL} names within what is about a person. Ids, numbers and decisions
 * stay as they are, so that stock, order and audit do not change when somebody is erased.
 *
 * <p><b>On disk</b> each of these strings is a placeholder, and the body has {@code "$sealed":[{"p":PERSON,"k":KEY,"c":
 * BASE64}]} with what belongs there. Destroying the key leaves the log's bytes and its chain as they are.
 */
public final class People implements Seal, AutoCloseable {
    /** Record, in the server's own log, that somebody was erased: {@code {person}}. */
    public static final String ERASED = "core.person-erased";
    /** Record that somebody's data was given out: {@code {person}}. */
    public static final String EXPORTED = "core.person-exported";
    /** Record in each event that somebody was erased, for views and pages: {@code {person}}. */
    public static final String FORGOTTEN = "core.forgotten";
    /** What stands in the place of an erased person's name. */
    public static final String ERASED_NAME = "Erased person";

    /** Members that hold somebody's name, words or whereabouts. */
    static final Set<String> PERSONAL = Set.of(
            "text", "name", "login", "note", "question", "answer", "email", "phone", "address", "secret", "agent");

    private static final List<String> ABOUT = List.of("author", "user", "person", "to");
    /** Records that are about the person whose id they state. */
    private static final Set<String> ABOUT_ID = Set.of(
            "core.session",
            "core.account",
            "core.account-changed",
            "core.webhook",
            "core.webhook-changed",
            "core.restream",
            "core.source");

    private static final String MEMBER = "$sealed";
    private static final String MARK = "erased";

    private final KeyFile file;
    private final Sealed sealed;
    /** Nearly always one key; more after a log that was cut. */
    private final Map<String, Set<Integer>> keysOf = new ConcurrentHashMap<>();

    private final Set<String> erased = ConcurrentHashMap.newKeySet();

    private People(KeyFile file, SecureRandom random) {
        this.file = file;
        this.sealed = new Sealed(random);
    }

    /** Opens the keys in a data directory. */
    public static People open(Path data) throws IOException {
        SecureRandom random = new SecureRandom();
        return new People(KeyFile.open(data.resolve("people.keys"), random), random);
    }

    /** Whether an id is a person's. */
    public static boolean isPerson(String id) {
        return id.length() > 2 && id.charAt(1) == '-' && (id.charAt(0) == 'v' || id.charAt(0) == 'u' || isThing(id));
    }

    /** Whether what goes by that id is no person, but has a secret that is kept like a person's words. */
    public static boolean isThing(String id) {
        return id.startsWith("w-") || id.startsWith("r-");
    }

    // ---- sealing ----------------------------------------------------------------------------------------------------

    @Override
    public LogRecord seal(LogRecord record) {
        Map<String, List<Piece>> pieces = new LinkedHashMap<>();
        Actor actor = record.actor();
        Actor shown = actor;
        if (isPerson(actor.id()) && !actor.name().isEmpty()) {
            pieces.computeIfAbsent(actor.id(), each -> new ArrayList<>()).add(new Piece(List.of(), actor.name()));
            shown = new Actor(actor.kind(), actor.id(), ERASED_NAME, actor.roles());
        }
        Map<String, Object> body = object(record.body().values(), about(record), new ArrayList<>(), pieces);
        if (pieces.isEmpty()) {
            return record;
        }
        String place = place(record);
        List<Object> all = new ArrayList<>();
        pieces.forEach((person, each) -> {
            // A message that was under way when its author was erased: its words were never there.
            long number = erased.contains(person) ? -1 : keyOf(person);
            String text = file.key((int) number)
                    .map(key -> sealed.seal(key, place, each))
                    .orElse("");
            all.add(Map.of("p", person, "k", number, "c", text));
        });
        body.put(MEMBER, all);
        return with(record, shown, new Body(body));
    }

    private static String about(LogRecord record) {
        if (ABOUT_ID.contains(record.type()) && record.body().values().get("id") instanceof String id) {
            return id;
        }
        return record.actor().kind() == Actor.Kind.VIEWER ? record.actor().id() : "";
    }

    private static String subject(LogRecord record) {
        return about(record.body().values(), about(record));
    }

    private static String place(LogRecord record) {
        return record.event() + "/" + record.seq();
    }

    private static LogRecord with(LogRecord record, Actor actor, Body body) {
        return new LogRecord(
                record.event(),
                record.seq(),
                record.at(),
                record.media(),
                record.type(),
                record.channel(),
                record.offset(),
                actor,
                record.delivery(),
                record.until(),
                body);
    }

    private static Map<String, Object> object(
            Map<?, ?> values, String about, List<String> path, Map<String, List<Piece>> pieces) {
        String person = about(values, about);
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            String name = String.valueOf(entry.getKey());
            Object value = entry.getValue();
            if (value == null) {
                continue;
            }
            path.add(name);
            if (value instanceof String text && PERSONAL.contains(name) && isPerson(person) && !text.isEmpty()) {
                pieces.computeIfAbsent(person, each -> new ArrayList<>()).add(new Piece(List.copyOf(path), text));
                copy.put(name, name.equals("name") ? ERASED_NAME : "");
            } else {
                copy.put(name, value(value, person, path, pieces));
            }
            path.removeLast();
        }
        return copy;
    }

    /** Whom an object is about; what lies below, such as the author's name, is about the same person. */
    private static String about(Map<?, ?> values, String otherwise) {
        for (String member : ABOUT) {
            Object someone = values.get(member);
            if (someone instanceof Map<?, ?> details && details.get("id") instanceof String id) {
                return id;
            }
            if (someone instanceof String id && isPerson(id)) {
                return id;
            }
        }
        return otherwise;
    }

    private static Object value(Object value, String about, List<String> path, Map<String, List<Piece>> pieces) {
        return switch (value) {
            case Map<?, ?> map -> object(map, about, path, pieces);
            case Body body -> object(body.values(), about, path, pieces);
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    path.add(Integer.toString(i));
                    Object item = list.get(i);
                    copy.add(item == null ? null : value(item, about, path, pieces));
                    path.removeLast();
                }
                yield copy;
            }
            default -> value;
        };
    }

    private int keyOf(String person) {
        return keysOf.computeIfAbsent(person, each -> {
                    try {
                        Set<Integer> numbers = ConcurrentHashMap.newKeySet();
                        numbers.add(file.take());
                        return numbers;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .iterator()
                .next();
    }

    // ---- opening ----------------------------------------------------------------------------------------------------

    @Override
    public LogRecord open(LogRecord stored) {
        if (!stored.body().has(MEMBER)) {
            return stored;
        }
        Map<String, Object> body = new LinkedHashMap<>(stored.body().values());
        body.remove(MEMBER);
        Actor actor = stored.actor();
        String subject = subject(stored);
        boolean gone = false;
        try {
            for (Body entry : stored.body().bodies(MEMBER)) {
                String person = entry.text("p");
                int number = (int) entry.integer("k");
                if (number >= 0) {
                    keysOf.computeIfAbsent(person, each -> ConcurrentHashMap.newKeySet())
                            .add(number);
                }
                if (erased.contains(person)) {
                    // The process died between the record of it and the deed.
                    destroy(number);
                }
                Optional<List<Piece>> pieces =
                        file.key(number).flatMap(key -> sealed.open(key, place(stored), entry.text("c")));
                // A decision by somebody who is erased is still about who is not.
                gone |= pieces.isEmpty() && person.equals(subject);
                for (Piece piece : pieces.orElse(List.of())) {
                    if (piece.path().isEmpty()) {
                        actor = new Actor(actor.kind(), actor.id(), piece.text(), actor.roles());
                    } else {
                        put(body, piece);
                    }
                }
            }
        } catch (BadBody e) {
            gone = true;
        }
        if (gone) {
            body.put(MARK, true);
        }
        return with(stored, actor, new Body(body));
    }

    /** Whether a record was about somebody who is erased. */
    public static boolean isErased(LogRecord record) {
        return Boolean.TRUE.equals(record.body().values().get(MARK));
    }

    @SuppressWarnings("unchecked") // the maps and lists are those of a record that has just been read
    private static void put(Map<String, Object> body, Piece piece) {
        Object at = body;
        int last = piece.path().size() - 1;
        for (int i = 0; i <= last; i++) {
            String step = piece.path().get(i);
            if (at instanceof Map<?, ?> map) {
                if (i == last) {
                    ((Map<String, Object>) map).put(step, piece.text());
                    return;
                }
                at = map.get(step);
            } else if (at instanceof List<?> list && i < last) {
                at = list.get(Integer.parseInt(step));
            } else {
                return;
            }
        }
    }

    // ---- erasing ----------------------------------------------------------------------------------------------------

    /** Takes the next record of the server's own log: erased persons stay erased. */
    public void apply(LogRecord record) {
        if (record.type().equals(ERASED)) {
            erased.add(record.body().text("person"));
        }
    }

    /**
     * Destroys a person's key. Blocks until the disk has forgotten it.
     *
     * @throws IOException if it does not
     */
    public void erase(String person) throws IOException {
        erased.add(person);
        for (int number : keysOf.getOrDefault(person, Set.of())) {
            file.destroy(number);
        }
    }

    /** Destroys the keys of everybody who was erased; after every log has been read. */
    public void eraseAgain() throws IOException {
        for (String person : erased) {
            erase(person);
        }
    }

    private void destroy(int number) {
        try {
            file.destroy(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether anything is kept under a key of that person. */
    public boolean knows(String person) {
        return keysOf.containsKey(person) && !erased.contains(person);
    }

    /** Whether what a record says is about a person, whoever did it. */
    public static boolean isAbout(LogRecord record, String person) {
        return subject(record).equals(person) || names(record.body().values(), person);
    }

    /** Returns the record without its actor's name. */
    public static LogRecord withoutName(LogRecord record) {
        Actor actor = record.actor();
        return with(record, new Actor(actor.kind(), actor.id(), ERASED_NAME, actor.roles()), record.body());
    }

    /** Whether a record is about a person: they did it, or it names them. */
    public static boolean concerns(LogRecord record, String person) {
        return record.actor().id().equals(person) || names(record.body().values(), person);
    }

    private static boolean names(@Nullable Object value, String person) {
        return switch (value) {
            case String text -> text.equals(person);
            case Map<?, ?> map -> map.values().stream().anyMatch(each -> names(each, person));
            case List<?> list -> list.stream().anyMatch(each -> names(each, person));
            case null, default -> false;
        };
    }

    /** Members that no export shows: they are the server's, not the person's. */
    public static Set<String> secrets() {
        return new TreeSet<>(Set.of("hash", "password", "secret"));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
