package dev.vitrine.web.media;

import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Gather;
import dev.vitrine.web.socket.Link;
import dev.vitrine.web.socket.LinkHandler;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's cursor. It starts with configuration, initialisation segment and everything since the last key frame;
 * when it falls more than {@value #MAX_LAG_MS} ms behind, or out of the ring, it jumps to the newest key frame.
 */
final class MediaViewer implements LinkHandler {
    static final long MAX_LAG_MS = 2_000;

    private static final byte[] PING = {(byte) 0x89, 0};

    private final MediaDoor door;
    private final MediaDoor.Key wanted;
    private final WebMetrics metrics;
    private final String format;
    private volatile @Nullable MediaFeed feed;
    private volatile @Nullable Link link;
    private long cursor = -1;
    private long generation = -1;
    private long liveFrom;
    private long[] arrivals = new long[16];
    private int arrived;

    MediaViewer(MediaDoor door, MediaDoor.Key wanted, WebMetrics metrics) {
        this.door = door;
        this.wanted = wanted;
        this.metrics = metrics;
        this.format = wanted.format().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void opened(Link link) {
        this.link = link;
        sit();
        link.wake();
    }

    /** Takes a seat at the feed; from here on it wakes this viewer. */
    MediaFeed sit() {
        MediaFeed joined = door.join(wanted, this);
        liveFrom = joined.end();
        feed = joined;
        return joined;
    }

    /** Viewers have nothing to say here; the link's limits bound what they may try. */
    @Override
    public void text(String message) {}

    @Override
    public void binary(byte[] message) {}

    void wake() {
        Link to = link;
        if (to != null) {
            to.wake();
        }
    }

    @Override
    public void fill(Gather gather) {
        arrived = 0;
        MediaFeed from = feed;
        while (from != null && gather.hasRoom()) {
            if (cursor < 0 && !startOver(from, gather)) {
                return;
            }
            if (cursor >= from.end()) {
                return;
            }
            Unit unit = from.unit(cursor);
            if (unit == null || lagging(from, unit)) {
                metrics.mediaSkip(format);
                cursor = -1;
                continue;
            }
            gather.add(unit.frame());
            generation = unit.generation();
            remember(unit);
            cursor++;
        }
    }

    /** Goes to the newest key frame; returns false while there is none. */
    private boolean startOver(MediaFeed from, Gather gather) {
        Start start = from.start();
        if (start == null) {
            return false;
        }
        if (start.generation() != generation) {
            gather.add(start.config());
            start.init().ifPresent(gather::add);
            generation = start.generation();
        }
        cursor = start.index();
        return true;
    }

    private boolean lagging(MediaFeed from, Unit unit) {
        Start start = from.start();
        return start != null
                && start.index() > cursor
                && System.nanoTime() - unit.arrivedNanos() > MAX_LAG_MS * 1_000_000;
    }

    private void remember(Unit unit) {
        // What was cached before this viewer came says nothing about delay.
        if (unit.index() >= liveFrom) {
            if (arrived == arrivals.length) {
                arrivals = Arrays.copyOf(arrivals, arrived * 2);
            }
            arrivals[arrived++] = unit.arrivedNanos();
        }
    }

    @Override
    public void written() {
        long now = System.nanoTime();
        for (int i = 0; i < arrived; i++) {
            metrics.mediaDelay(format, (now - arrivals[i]) / 1e9);
        }
        arrived = 0;
    }

    @Override
    public byte[] pingFrame() {
        return PING;
    }

    @Override
    public void closed() {
        MediaFeed left = feed;
        if (left != null) {
            left.leave(this);
        }
    }
}
