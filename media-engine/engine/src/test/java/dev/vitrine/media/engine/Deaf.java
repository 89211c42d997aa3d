package dev.vitrine.media.engine;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.stream.StreamListener;

/** Does not care what becomes of a stream. */
public final class Deaf implements StreamListener {
    @Override
    public void changed(StreamStatus status, String why) {}

    @Override
    public void measured(StreamStatus status) {}

    @Override
    public void health(MediaHealth health) {}
}
