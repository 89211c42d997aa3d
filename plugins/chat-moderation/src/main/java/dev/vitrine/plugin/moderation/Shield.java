package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * The one switch against a raid: while it is up, newcomers' messages and all links wait.
 *
 * @param on whether somebody or something put it up
 * @param auto whether it went up by itself
 * @param since when
 * @param until when it ends by itself
 * @param reason why it went up
 */
record Shield(boolean on, boolean auto, Instant since, Optional<Instant> until, String reason) {
    static final Shield DOWN = new Shield(false, false, Instant.EPOCH, Optional.empty(), "");

    static Shield of(LogRecord record) {
        Body body = record.body();
        return new Shield(
                body.flag("on", false),
                body.flag("auto", false),
                record.at(),
                body.optionalText("until").map(Instant::parse),
                body.optionalText("reason").orElse(""));
    }

    boolean isUp(Instant at) {
        return on && until.map(at::isBefore).orElse(true);
    }

    Body toBody(Instant at) {
        boolean up = isUp(at);
        Body body = Body.of("on", up, "auto", up && auto);
        return up ? body.with("until", until.map(Instant::toString)).with("reason", reason) : body;
    }
}
