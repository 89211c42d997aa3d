package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import java.time.Instant;
import java.util.Optional;

/**
 * An offer put on the picture.
 *
 * @param id its id
 * @param product what it offers
 * @param headline a line above the product
 * @param position where on the picture it likes to be
 * @param endsAt when it leaves by itself
 * @param media the picture at which it appears
 */
record Cue(
        String id,
        String product,
        Optional<String> headline,
        Optional<String> position,
        Instant endsAt,
        Optional<MediaTime> media) {
    static final String OFFER = "offer";

    static Cue of(LogRecord record) {
        Body body = record.body();
        return new Cue(
                body.text("cue"),
                body.body("product").text("id"),
                body.optionalText("headline"),
                body.optionalText("position"),
                Instant.parse(body.text("endsAt")),
                record.media());
    }

    Body toBody(Optional<Body> product) {
        return Body.of(
                "cue", id,
                "type", OFFER,
                "product", product.orElseGet(() -> Body.of("id", this.product)),
                "headline", headline,
                "endsAt", endsAt.toString(),
                "position", position,
                "media", media.map(time -> Body.of("epoch", time.epoch(), "ptsMs", time.ptsMs())));
    }
}
