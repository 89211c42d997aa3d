package dev.vitrine.api.media;

import java.util.List;

/**
 * Where an event fetches its picture from by itself, rather than waiting for a publisher.
 *
 * @param id its id
 * @param backup stands by, and is shown while the event's own picture is away
 * @param name what it is called in messages, without secrets, such as {@code rtmp://a.example/live/…}
 * @param url an address of scheme {@code rtmp}, {@code rtmps}, {@code rtsp}, {@code rtsps} (perhaps with user and
 *     password), {@code srt}, {@code http} or {@code https} (an HLS playlist): a secret; empty when files play
 * @param files names of files in the media folder, in order; empty when an address is fetched from
 * @param loop whether the files begin again after the last one
 */
public record PullSource(String id, boolean backup, String name, String url, List<String> files, boolean loop) {
    /** A source with a copy of the list. */
    public PullSource {
        files = List.copyOf(files);
    }

    @Override
    public String toString() {
        return "PullSource[id=" + id + ", backup=" + backup + ", name=" + name + "]";
    }
}
