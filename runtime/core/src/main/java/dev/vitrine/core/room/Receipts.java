package dev.vitrine.core.room;

import dev.vitrine.api.command.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a room has done for which idempotency key, the newest ones; rebuilt from the log. On the room's lane alone. */
public final class Receipts {
    /** At 10 keyed writes a second this is an hour, longer than any client tries again. */
    static final int MAX = 32_768;

    private final Map<String, Done> byKey = new LinkedHashMap<>();

    /**
     * Done, or under way.
     *
     * @param request hash of the command's type and body
     * @param outcome what the asker got or will get
     */
    public record Done(String request, CompletableFuture<Outcome> outcome) {}

    /** Returns what was done for a key. */
    public Optional<Done> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Notes that a command with this key is under way. */
    public void put(String key, Done done) {
        byKey.put(key, done);
        if (byKey.size() > MAX) {
            byKey.remove(byKey.keySet().iterator().next());
        }
    }

    /** Forgets a key whose command was refused, so that trying again tries again. */
    public void remove(String key, Done done) {
        byKey.remove(key, done);
    }

    void restore(Receipt receipt, long seq) {
        Outcome outcome = receipt.reply()
                .<Outcome>map(reply -> new Outcome.Done(List.of(), reply.with("seq", seq)))
                .orElseGet(() -> Outcome.refused(
                        "already-done",
                        409,
                        "This was done before the server restarted, and its secret is shown once; make a new one."));
        put(receipt.key(), new Done(receipt.request(), CompletableFuture.completedFuture(outcome)));
    }
}
