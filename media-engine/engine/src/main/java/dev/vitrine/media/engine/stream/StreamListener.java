package dev.vitrine.media.engine.stream;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamStatus;

/** Hears of a stream's changes. Called under the stream's lock: hands on and returns. */
public interface StreamListener {
    /** The stream has another state, or its publisher was turned away; {@code why} is one sentence. */
    void changed(StreamStatus status, String why);

    /** The same state with fresh numbers. */
    void measured(StreamStatus status);

    /** A probe of the publisher's packets stands otherwise than before. */
    void health(MediaHealth health);
}
