package dev.vitrine.core.policy;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rule that a moderation policy is tried before it is put in force: its very text, on the log of the last show. A
 * view of the logs: which event went live last, and which texts were tried on which. Safe from any thread.
 *
 * <p>Before the first show there is nothing to try it on, and the rule asks for nothing. The text in force may be sent
 * again at any time.
 */
public final class PolicyTrials {
    /** Record, in the server's own log, that a policy was tried: {@code {name, version, event, messages, changed}}. */
    public static final String TRIED = "core.policy-tried";
    /** The one policy that a show's log can be judged by. */
    public static final String NAME = "moderation";

    /** Texts remembered; whoever tries more before promoting one tries that one again. */
    private static final int TRIED_MAX = 200;

    private final Policies policies;
    /** By version, the event that it was tried on last. */
    private final Map<String, String> tried = new LinkedHashMap<>();

    private Instant lastLive = Instant.MIN;
    private Optional<String> lastShow = Optional.empty();

    /** With nothing tried yet. */
    public PolicyTrials(Policies policies) {
        this.policies = policies;
    }

    /** Takes a {@link #TRIED} record of the server's log. */
    public synchronized void tried(LogRecord record) {
        String version = record.body().text("version");
        tried.remove(version);
        tried.put(version, record.body().text("event"));
        if (tried.size() > TRIED_MAX) {
            tried.remove(tried.keySet().iterator().next());
        }
    }

    /** Takes the record of an event's new phase; events may come in any order. */
    public synchronized void phase(LogRecord record) {
        if (record.body().text("phase").equals("live") && !record.at().isBefore(lastLive)) {
            lastLive = record.at();
            lastShow = Optional.of(record.event());
        }
    }

    /** The event that went live last. */
    public synchronized Optional<String> lastShow() {
        return lastShow;
    }

    /** Why a text may not be put in force yet; empty when it may. */
    public synchronized Optional<Problem> against(String name, String version) {
        return !name.equals(NAME) || policies.version(name).equals(version) ? Optional.empty() : againstFile(version);
    }

    /** Why a text of the moderation policy may not be in force, whatever is; empty when it may. */
    public synchronized Optional<Problem> againstFile(String version) {
        if (lastShow.isEmpty() || lastShow.get().equals(tried.get(version))) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                "policy-untried",
                409,
                ("This text of policy \"%s\" (version %s) was not tried on the last show, \"%s\"; try it with"
                    + " \"vitrine policy dry-run\" or POST /api/v1/policies/%s/dry-run, look at what it would have"
                    + " changed, and send it again. The owner may force it with a reason.")
                        .formatted(NAME, version, lastShow.get(), NAME),
                Body.of("version", version, "event", lastShow.get())));
    }
}
