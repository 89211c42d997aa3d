package dev.vitrine.api.media;

/** Takes the messages of one stream in one format; the host fans them out. */
public interface MediaSink {
    /** Takes the next message. Never blocks; called on the publisher's thread, in order. */
    void accept(MediaUnit unit);
}
