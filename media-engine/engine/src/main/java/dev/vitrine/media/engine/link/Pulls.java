package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.worker.WorkerPool;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What an event fetches its picture from. Safe from any thread. */
public final class Pulls {
    private final Stream stream;
    private final MediaHost host;
    private final WorkerPool pool;
    private final Supplier<LinkPolicy> policy;
    private final Supplier<IngestPolicy> ingest;
    private final InstantSource wall;
    private final List<Pull> pulls = new CopyOnWriteArrayList<>();

    /** An event that fetches nothing yet. */
    public Pulls(
            Stream stream,
            MediaHost host,
            WorkerPool pool,
            Supplier<LinkPolicy> policy,
            Supplier<IngestPolicy> ingest,
            InstantSource wall) {
        this.stream = stream;
        this.host = host;
        this.pool = pool;
        this.policy = policy;
        this.ingest = ingest;
        this.wall = wall;
    }

    /** Brings what is fetched in line with what is wanted. Returns at once. */
    public synchronized void follow(List<PullSource> wanted) {
        for (Pull pull : pulls) {
            if (!wanted.contains(pull.source())) {
                pulls.remove(pull);
                pull.close();
                host.link(pull.ended());
            }
        }
        List<PullSource> there = pulls.stream().map(Pull::source).toList();
        for (PullSource source : wanted) {
            if (!there.contains(source)) {
                Pull pull = new Pull(stream.event(), source, player(source), policy, wall, host::link);
                pulls.add(pull);
                pull.start();
            }
        }
    }

    private Pull.Player player(PullSource source) {
        if (!source.files().isEmpty() || !source.schedule().isEmpty()) {
            return new FilePlayer(stream, source, host::mediaFile, pool, ingest, wall);
        }
        String scheme = source.url().substring(0, Math.max(0, source.url().indexOf(':')));
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "http", "https" -> new HlsPlayer(stream, source, web(), ingest, wall);
            case "rtsp", "rtsps" -> new RtspPlayer(stream, source, host::dial, ingest, wall);
            case "srt" -> new SrtPlayer(stream, source, host::dial, ingest, wall);
            default -> new RtmpPlayer(stream, source, host::dial, ingest, wall);
        };
    }

    private HlsFetch.Web web() {
        return new HlsFetch.Web() {
            @Override
            public FetchedFile fetch(String url, int maxBytes) throws IOException {
                return host.fetch(url, maxBytes);
            }

            @Override
            public FetchedFile fetch(String url, long offset, int length) throws IOException {
                return host.fetch(url, offset, length);
            }
        };
    }

    /** How they stand. */
    public List<MediaLink> links() {
        return pulls.stream().map(Pull::link).toList();
    }

    /** Fetches nothing more. */
    public synchronized void close() {
        pulls.forEach(Pull::close);
        pulls.clear();
    }
}
