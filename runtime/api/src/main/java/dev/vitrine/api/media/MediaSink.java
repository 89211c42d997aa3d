package dev.vitrine.api.media;

/** Takes the messages of one stream in one format; the host fans them out. */
public interface MediaSink {
    /**
     * Takes the next message. Never blocks; called in order, on the publisher's thread, and while subscribing on the
     * subscriber's. The payload is shared: duplicate it before reading.
     */
    void accept(MediaUnit unit);
}
