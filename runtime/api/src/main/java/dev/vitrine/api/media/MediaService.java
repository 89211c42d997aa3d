package dev.vitrine.api.media;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The media engine as other plugins see it. The host passes each call to the engine version in service. */
public interface MediaService {
    /** Returns the stream of an event; empty before the first publisher. */
    Optional<StreamStatus> status(String event);

    /**
     * Returns the qualities an event can be watched in, {@link Rung#SOURCE} first, then the profile's from the largest
     * to the smallest. Before the first publisher sizes and codecs are unknown. Returns at once.
     */
    List<Rung> rungs(String event);

    /**
     * Writes a clip in a media worker. The stage fails with a {@link MediaException} that says why. Takes about a
     * second for half a minute.
     */
    CompletionStage<ClipFile> clip(ClipRequest request);
}
