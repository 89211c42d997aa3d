package dev.vitrine.media.engine.stream;

import dev.vitrine.api.data.Body;
import java.time.Duration;

/**
 * What the owner of the server decides about publishers: {@code policies/ingest.yaml}.
 *
 * @param takesOver whether a second publisher may take the first one's place, rather than be refused
 * @param takeOverAfter how long the first one must have been on air for that
 * @param silentAfter a publisher that sends nothing for this long makes room for another one
 * @param gopMs distance between key frames from which on staff is warned
 * @param frameBytes size of a frame, likewise
 * @param noSoundMs pictures without sound, likewise
 * @param noPictureMs how long a publisher's first picture may take, likewise
 */
public record IngestPolicy(
        boolean takesOver,
        Duration takeOverAfter,
        Duration silentAfter,
        long gopMs,
        long frameBytes,
        long noSoundMs,
        long noPictureMs) {

    /** As shipped. */
    public static final IngestPolicy DEFAULT =
            new IngestPolicy(false, Duration.ofSeconds(10), Duration.ofSeconds(3), 4_000, 2_000_000, 3_000, 4_000);

    /** The same, but a second publisher is refused. */
    public IngestPolicy refusing() {
        return new IngestPolicy(false, takeOverAfter, silentAfter, gopMs, frameBytes, noSoundMs, noPictureMs);
    }

    /** Reads the policy's values, which fit its schema. */
    public static IngestPolicy of(Body policy) {
        Body warn = policy.body("warn");
        return new IngestPolicy(
                policy.text("secondPublisher").equals("take-over"),
                Duration.ofMillis(policy.integer("takeOverAfterMs")),
                Duration.ofMillis(policy.integer("silentAfterMs")),
                warn.integer("gopMs"),
                warn.integer("frameBytes"),
                warn.integer("noSoundMs"),
                warn.optionalInteger("noPictureMs").orElse(DEFAULT.noPictureMs));
    }
}
