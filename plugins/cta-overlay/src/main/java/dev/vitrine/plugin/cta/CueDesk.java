package dev.vitrine.plugin.cta;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.MediaTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts one offer at a time on the picture. Start and end are released at the viewer's playhead, so that everybody sees
 * the offer on the same pictures, whatever their delay.
 */
final class CueDesk {
    static final CommandType START = new CommandType(
            "cta.cue",
            "cue.write",
            ChangeClass.SHOW,
            "Puts a product on air, in the place of the one that is",
            Body.of("type", Cue.OFFER, "product", "lamp", "headline", "Tonight only", "seconds", 60));
    static final CommandType END = new CommandType(
            "cta.cue-end", "cue.write", ChangeClass.SHOW, "Takes an offer off air", Body.of("cue", "cue-1"));

    private static final long SECONDS_DEFAULT = 60;
    private static final long SECONDS_MAX = 3_600;
    private static final int HEADLINE_MAX = 120;
    private static final Set<String> POSITIONS = Set.of("left", "center", "right");
    /** A cue is sent a little early; a plan for later belongs in a rundown. */
    private static final long AHEAD_MS_MAX = 60_000;
    /** As far back as the slowest viewer's playhead may be. */
    private static final long BEHIND_MS_MAX = 60_000;

    private final Ids ids;

    CueDesk(Ids ids) {
        this.ids = ids;
    }

    Outcome start(Shop shop, Command command, Moment moment) {
        Body body = command.body();
        String type = body.optionalText("type").orElse(Cue.OFFER);
        if (!type.equals(Cue.OFFER)) {
            throw new BadBody("type", "takes \"offer\", not \"" + type + "\"");
        }
        long seconds = body.optionalInteger("seconds").orElse(SECONDS_DEFAULT);
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new BadBody("seconds", "takes 1 to " + SECONDS_MAX + ", not " + seconds);
        }
        Optional<String> position = body.optionalText("position");
        position.filter(name -> !POSITIONS.contains(name)).ifPresent(name -> {
            throw new BadBody("position", "takes left, center or right, not \"" + name + "\"");
        });
        Optional<String> headline =
                body.optionalText("headline").map(line -> Texts.line("headline", line, HEADLINE_MAX));
        String productId = body.text("product");
        Optional<Product> product = shop.product(productId);
        if (product.isEmpty()) {
            return Outcome.refused(
                    "not-found",
                    404,
                    "Event \"%s\" has no product \"%s\"; add it before it goes on air."
                            .formatted(command.event(), productId));
        }
        Optional<Long> atMs = body.optionalInteger("atMs");
        if (atMs.isPresent() && moment.media().isEmpty()) {
            return Outcome.refused(
                    "no-stream",
                    409,
                    "Event \"%s\" has no live picture that atMs could mean; start the stream or leave atMs out."
                            .formatted(command.event()));
        }
        Optional<MediaTime> media = moment.media()
                .map(live -> atMs.map(ms -> new MediaTime(live.epoch(), ms)).orElse(live));
        long leadMs = moment.media()
                .map(live -> leadMs(live.ptsMs(), atMs.orElse(live.ptsMs())))
                .orElse(0L);
        Instant endsAt = moment.now().plusSeconds(seconds).plusMillis(leadMs);
        Cue cue = new Cue(ids.next("cue"), productId, headline, position, endsAt, media);

        List<Draft> records = new ArrayList<>();
        shop.onAir().ifPresent(old -> records.add(at(ended(old), media)));
        Body shown = shop.toBody(cue);
        records.add(
                new Draft(Records.CUE, Channel.OVERLAY, Delivery.AT, media, Optional.of(endsAt), withoutMedia(shown)));
        return Outcome.done(records, shown);
    }

    Outcome end(Shop shop, Command command, Moment moment) {
        String id = command.body().text("cue");
        Optional<Cue> cue = shop.onAir().filter(onAir -> onAir.id().equals(id));
        Body reply = Body.of("cue", id, "ended", true);
        boolean timer = command.actor().kind() == Actor.Kind.PLUGIN;
        if (cue.isPresent()) {
            boolean early = timer && moment.now().isBefore(cue.get().endsAt());
            return early ? Outcome.done(List.of(), reply.with("ended", false)) : Outcome.done(ended(cue.get()), reply);
        }
        boolean known = shop.cues().stream().anyMatch(old -> old.id().equals(id));
        return known || timer
                ? Outcome.done(List.of(), reply)
                : Outcome.refused("not-found", 404, "Event \"%s\" has no cue \"%s\".".formatted(command.event(), id));
    }

    /** The end of a cue, released at the playhead like its start: nobody gets the end before the start. */
    static Draft ended(Cue cue) {
        return Draft.at(Records.ENDED, Channel.OVERLAY, Body.of("cue", cue.id()));
    }

    private static Draft at(Draft draft, Optional<MediaTime> media) {
        return media.map(draft::atMedia).orElse(draft);
    }

    private static long leadMs(long liveMs, long atMs) {
        if (atMs > liveMs + AHEAD_MS_MAX || atMs < liveMs - BEHIND_MS_MAX || atMs < 0) {
            throw new BadBody("atMs", "takes a media time within a minute of the live picture's, " + liveMs);
        }
        return Duration.ofMillis(Math.max(0, atMs - liveMs)).toMillis();
    }

    /** A record has its media time beside the body. */
    private static Body withoutMedia(Body body) {
        Map<String, Object> values = new LinkedHashMap<>(body.values());
        values.remove("media");
        return new Body(values);
    }
}
