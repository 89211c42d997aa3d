package dev.vitrine.core.room;

import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which picture was live at a moment. Safe from any thread. */
final class Timeline {
    private volatile @Nullable StreamStatus status;

    void update(StreamStatus changed) {
        status = changed;
    }

    Optional<StreamStatus> status() {
        return Optional.ofNullable(status);
    }

    /**
     * Returns the picture viewers are shown at a moment: it runs on with the wall clock while pictures come, stands
     * still while the last picture is held, and is none otherwise.
     */
    Optional<MediaTime> at(Instant now) {
        StreamStatus known = status;
        if (known == null || known.live().isEmpty()) {
            return Optional.empty();
        }
        MediaTime newest = known.live().orElseThrow();
        return switch (known.state()) {
            case LIVE, BACKUP, SLATE -> {
                long onMs = Math.max(0, Duration.between(known.liveAt(), now).toMillis());
                yield Optional.of(new MediaTime(newest.epoch(), newest.ptsMs() + onMs));
            }
            case GRACE -> Optional.of(newest);
            case OFFLINE -> Optional.empty();
        };
    }
}
