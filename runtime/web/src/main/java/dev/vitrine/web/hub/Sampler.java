package dev.vitrine.web.hub;

import dev.vitrine.api.data.Body;
import dev.vitrine.core.room.Publication;
import dev.vitrine.web.json.Json;
import java.util.Optional;

/**
 * Chooses which messages of a very busy room its viewers are shown, and counts the others. Only what somebody from the
 * public said can be left out: removals, restorations and staff are always shown, and its author sees a message anyway.
 * What was left out is in the history and in every recovery. Used under the ring's lock.
 */
final class Sampler {
    private static final long NOTICE_NANOS = 1_000_000_000;
    private static final String MESSAGE = "chat.message";

    private final int perSecond;
    private double tokens;
    private long filledNanos;
    private long noticedNanos;
    private int shown;
    private int skipped;
    private long skippedInAll;

    /** Shows at most so many messages a second, after a second's worth at once. */
    Sampler(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledNanos = nowNanos;
        this.noticedNanos = nowNanos;
    }

    /** Whether viewers are shown this publication. */
    boolean shows(Publication publication, long nowNanos) {
        tokens = Math.min(perSecond, tokens + (nowNanos - filledNanos) * (double) perSecond / 1e9);
        filledNanos = nowNanos;
        boolean show = tokens >= 1 || !byThePublic(publication);
        if (show) {
            tokens = Math.max(0, tokens - 1);
            shown++;
        } else {
            skipped++;
            skippedInAll++;
        }
        return show;
    }

    private static boolean byThePublic(Publication publication) {
        return publication.record().type().equals(MESSAGE)
                && !publication
                        .record()
                        .body()
                        .optionalBody("author")
                        .map(author -> author.flag("staff", false))
                        .orElse(false);
    }

    /** Returns what viewers are told about what they were not shown, at most once a second. */
    Optional<byte[]> notice(long nowNanos) {
        if (skipped == 0 || nowNanos - noticedNanos < NOTICE_NANOS) {
            return Optional.empty();
        }
        noticedNanos = nowNanos;
        Body counts = Body.of("shown", shown, "skipped", skipped, "skippedInAll", skippedInAll, "perSecond", perSecond);
        shown = 0;
        skipped = 0;
        return Optional.of(Json.bytes(Body.of("type", "chat.sampled", "deliver", "asap", "body", counts)));
    }
}
