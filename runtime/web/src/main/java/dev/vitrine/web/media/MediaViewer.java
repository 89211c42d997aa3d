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

    private final MediaFeed feed;
    private final WebMetrics metrics;
    private final String format;
    private volatile @Nullable Link link;
    private long cursor = -1;
    private long generation = -1;
    private long liveFrom;
    private long[] arrivals = new long[16];
    private int arrived;

    MediaViewer(MediaFeed feed, WebMetrics metrics) {
        this.feed = feed;
        this.metrics = metrics;
        this.format = feed.format().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void opened(Link link) {
        this.link = link;
        liveFrom = feed.end();
        feed.join(this);
        link.wake();
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
        while (gather.hasRoom()) {
            if (cursor < 0 && !startOver(gather)) {
                return;
            }
            if (cursor >= feed.end()) {
                return;
            }
            Unit unit = feed.unit(cursor);
            if (unit == null || lagging(unit)) {
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
    private boolean startOver(Gather gather) {
        Start start = feed.start();
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

    private boolean lagging(Unit unit) {
        Start start = feed.start();
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
        feed.leave(this);
    }
}
