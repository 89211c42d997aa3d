package dev.vitrine.media.engine.stream;

/** The tracks of a stream. */
public enum Track {
    /** The picture. */
    VIDEO,
    /** The sound. */
    AUDIO
}
