package dev.vitrine.plugin.clips;

import dev.vitrine.api.data.Body;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A piece of an event's recording as a file.
 *
 * @param id unguessable: who knows it may download the file
 * @param state where it is in its life
 * @param epoch timeline epoch both ends belong to
 * @param fromMs start on the engine's clock: as asked, and once the file is there as it is
 * @param toMs end, likewise
 * @param createdAt when it was asked for
 * @param attempts how often its making was begun
 * @param startedAt when its making was last begun
 * @param bytes size of the file
 * @param why what went wrong
 */
record Clip(
        String id,
        State state,
        long epoch,
        long fromMs,
        long toMs,
        Instant createdAt,
        long attempts,
        Optional<Instant> startedAt,
        Optional<Long> bytes,
        Optional<String> why) {

    /** Where a clip is in its life. */
    enum State {
        QUEUED,
        RUNNING,
        READY,
        FAILED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean ended() {
            return this == READY || this == FAILED;
        }
    }

    static Clip of(Body body) {
        return new Clip(
                body.text("id"),
                State.valueOf(body.text("state").toUpperCase(Locale.ROOT)),
                body.integer("epoch"),
                body.integer("fromMs"),
                body.integer("toMs"),
                Instant.parse(body.text("createdAt")),
                body.integer("attempts"),
                body.optionalText("startedAt").map(Instant::parse),
                body.optionalInteger("bytes"),
                body.optionalText("why"));
    }

    static Clip queued(String id, long epoch, long fromMs, long toMs, Instant now) {
        return new Clip(
                id, State.QUEUED, epoch, fromMs, toMs, now, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Clip running(Instant now) {
        return new Clip(
                id,
                State.RUNNING,
                epoch,
                fromMs,
                toMs,
                createdAt,
                attempts + 1,
                Optional.of(now),
                Optional.empty(),
                Optional.empty());
    }

    Clip ready(long trueFromMs, long trueToMs, long fileBytes) {
        return new Clip(
                id,
                State.READY,
                epoch,
                trueFromMs,
                trueToMs,
                createdAt,
                attempts,
                startedAt,
                Optional.of(fileBytes),
                Optional.empty());
    }

    Clip failed(String reason) {
        return new Clip(
                id,
                State.FAILED,
                epoch,
                fromMs,
                toMs,
                createdAt,
                attempts,
                startedAt,
                Optional.empty(),
                Optional.of(reason));
    }

    String fileName() {
        return id + ".mp4";
    }

    Body toBody() {
        Optional<String> url = state == State.READY ? Optional.of("/clips/" + fileName()) : Optional.empty();
        return Body.of(
                "id", id,
                "state", state.text(),
                "url", url,
                "fromMs", fromMs,
                "toMs", toMs,
                "epoch", epoch,
                "bytes", bytes,
                "why", why,
                "createdAt", createdAt.toString(),
                "attempts", attempts,
                "startedAt", startedAt.map(Instant::toString));
    }
}
