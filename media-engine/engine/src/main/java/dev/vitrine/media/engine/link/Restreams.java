package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.RestreamTarget;
import dev.vitrine.media.engine.stream.PacketSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Where a stream is forwarded to. {@link #follow} is called by one timer; the rest is safe from any thread. */
public final class Restreams {
    private final PacketSource source;
    private final String event;
    private final MediaHost host;
    private final Supplier<LinkPolicy> policy;
    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final List<Forward> forwards = new CopyOnWriteArrayList<>();

    /** A stream that is not forwarded yet. */
    public Restreams(
            PacketSource source,
            String event,
            MediaHost host,
            Supplier<LinkPolicy> policy,
            InstantSource wall,
            LongSupplier nanoTime) {
        this.source = source;
        this.event = event;
        this.host = host;
        this.policy = policy;
        this.wall = wall;
        this.nanoTime = nanoTime;
    }

    /** Brings what is in line with what is wanted, and looks after those that are. Returns at once. */
    public synchronized void follow(List<RestreamTarget> wanted) {
        for (Forward forward : forwards) {
            if (!wanted.contains(forward.target())) {
                forwards.remove(forward);
                forward.close(() -> host.link(forward.ended()));
            }
        }
        List<RestreamTarget> there =
                new ArrayList<>(forwards.stream().map(Forward::target).toList());
        for (RestreamTarget target : wanted) {
            if (!there.contains(target)) {
                Forward forward = new Forward(source, event, target, host::dial, policy, wall, nanoTime, host::link);
                forwards.add(forward);
                forward.start();
            }
        }
        forwards.forEach(Forward::watch);
    }

    /** How they stand. */
    public List<MediaLink> links() {
        return forwards.stream().map(Forward::link).toList();
    }

    /** Forwards nothing more. */
    public synchronized void close() {
        forwards.forEach(forward -> forward.close(() -> {}));
        forwards.clear();
    }
}
