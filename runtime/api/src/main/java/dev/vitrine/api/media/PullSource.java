package dev.vitrine.api.media;

import dev.vitrine.api.media.Programme.Airing;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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
 * @param schedule programmes by the clock; {@code files} are what plays between them, and may be none
 */
public record PullSource(
        String id,
        boolean backup,
        String name,
        String url,
        List<String> files,
        boolean loop,
        List<Programme> schedule) {
    /** A source with copies of the lists. */
    public PullSource {
        files = List.copyOf(files);
        schedule = List.copyOf(schedule);
    }

    /** A source without programmes. */
    public PullSource(String id, boolean backup, String name, String url, List<String> files, boolean loop) {
        this(id, backup, name, url, files, loop, List.of());
    }

    /** The programme that began last, and when; of two at one moment the one that comes once. It may be over by now. */
    public Optional<Airing> last(Instant now) {
        return airings(start -> start.last(now))
                .max(Comparator.comparing(Airing::at).thenComparing(PullSource::comesOnce));
    }

    /** The programme that begins next, and when. */
    public Optional<Airing> next(Instant now) {
        return airings(start -> start.next(now))
                .min(Comparator.comparing(Airing::at).thenComparing(airing -> !comesOnce(airing)));
    }

    private static boolean comesOnce(Airing airing) {
        return airing.programme().start() instanceof Programme.Once;
    }

    private Stream<Airing> airings(Function<Programme.Start, Optional<Instant>> when) {
        return schedule.stream()
                .flatMap(programme -> when.apply(programme.start()).stream().map(at -> new Airing(programme, at)));
    }

    @Override
    public String toString() {
        return "PullSource[id=" + id + ", backup=" + backup + ", name=" + name + "]";
    }
}
