package dev.vitrine.api.media;

/** What viewers of a stream see. Losing the publisher is a state, not an error. */
public enum StreamState {
    /** Nobody has published yet. */
    OFFLINE,
    /** The publisher's picture. */
    LIVE,
    /** The publisher is gone for a moment; the last picture stays. */
    GRACE,
    /** The publisher is gone, and the picture of a second one that stood by takes its place. */
    BACKUP,
    /** The publisher is gone for longer; a slate takes the picture's place, as a picture of the same stream. */
    SLATE
}
