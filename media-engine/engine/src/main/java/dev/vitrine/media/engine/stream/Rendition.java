package dev.vitrine.media.engine.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bus of one rung. Pictures come from a worker, a little later than the source's; sound comes from the source and
 * waits for the pictures it belongs to, so that both go out in the order of their times.
 *
 * <p>Times only grow: what is not later than what was shown is dropped, so a worker that starts anew, or a source that
 * takes the rung's place, may begin with what viewers have seen. Safe from any thread.
 */
public final class Rendition implements PacketSource {
    /** Ten seconds of sound; more than that waits for nothing. */
    private static final int MAX_WAITING = 512 * Sound.MOST;

    /** The first sound, as against others by their ids. */
    private static final String FIRST = "";

    private record Waiting(String sound, Packet packet) {}

    private final String name;
    private final Runnable demand;
    private final ReentrantLock lock = new ReentrantLock();
    private final PacketBus bus = new PacketBus();
    private final Deque<Waiting> sound = new ArrayDeque<>();
    private final Map<String, Long> newestOtherUs = new HashMap<>();
    private int subscribers;
    private long numbers;
    private long newestVideoUs = Long.MIN_VALUE;
    private long newestSoundUs = Long.MIN_VALUE;
    private boolean started;

    /**
     * A rung with nothing to show.
     *
     * @param demand called when the first reader has come or the last one has gone; hands on and returns
     */
    public Rendition(String name, Runnable demand) {
        this.name = name;
        this.demand = demand;
    }

    /** The rung's name. */
    public String name() {
        return name;
    }

    @Override
    public void attach(PacketSubscriber subscriber) {
        exclusively(() -> {
            bus.add(subscriber);
            if (++subscribers == 1) {
                demand.run();
            }
        });
    }

    @Override
    public void detach(PacketSubscriber subscriber) {
        exclusively(() -> {
            bus.remove(subscriber);
            if (--subscribers == 0) {
                demand.run();
            }
        });
    }

    @Override
    public void exclusively(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Whether anybody reads. */
    public boolean isWatched() {
        lock.lock();
        try {
            return subscribers > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Decoding time of the newest picture that went out; {@link Long#MIN_VALUE} before the first. */
    public long newestUs() {
        lock.lock();
        try {
            return newestVideoUs;
        } finally {
            lock.unlock();
        }
    }

    /** A stretch begins; the next picture is a key frame. */
    public void begin(Segment segment) {
        exclusively(() -> {
            bus.begin(segment);
            started = false;
        });
    }

    /** Takes a picture; sound up to its time goes out first. */
    public void picture(Packet packet) {
        exclusively(() -> {
            if (packet.dtsUs() <= newestVideoUs || !started && !packet.key()) {
                return;
            }
            if (!started) {
                // Sound from before the first picture is heard only where the picture goes on after a break.
                long fromUs = newestVideoUs == Long.MIN_VALUE ? packet.dtsUs() : newestVideoUs;
                sound.removeIf(waiting -> waiting.packet().dtsUs() < fromUs);
                started = true;
            }
            newestVideoUs = packet.dtsUs();
            while (!sound.isEmpty() && sound.getFirst().packet().dtsUs() <= packet.dtsUs()) {
                publishSound(sound.removeFirst());
            }
            publish(packet);
        });
    }

    /** Takes sound of the source, to go out with the pictures of its time. */
    public void sound(Packet packet) {
        other(FIRST, packet);
    }

    /** Likewise another sound than the first. */
    public void other(String id, Packet packet) {
        exclusively(() -> {
            if (sound.size() >= MAX_WAITING) {
                sound.removeFirst();
            }
            sound.addLast(new Waiting(id, packet));
        });
    }

    /** Takes a packet of the source as it is. */
    public void mirror(Packet packet) {
        if (packet.track() == Track.VIDEO) {
            picture(packet);
        } else {
            mirror(FIRST, packet);
        }
    }

    /** Takes a packet of another sound of the source as it is. */
    public void mirror(String id, Packet packet) {
        exclusively(() -> {
            if (started) {
                publishSound(new Waiting(id, packet));
            }
        });
    }

    /** Nothing comes for now. */
    public void pause() {
        exclusively(bus::pause);
    }

    /** Forgets what was shown: nobody watches, and who comes later is to see nothing old. */
    public void forget() {
        exclusively(() -> {
            if (subscribers == 0) {
                bus.forget();
                sound.clear();
                started = false;
                newestVideoUs = Long.MIN_VALUE;
            }
        });
    }

    private void publishSound(Waiting waiting) {
        Packet packet = waiting.packet();
        if (waiting.sound().equals(FIRST)) {
            if (packet.dtsUs() > newestSoundUs) {
                newestSoundUs = packet.dtsUs();
                publish(packet);
            }
        } else if (packet.dtsUs() > newestOtherUs.getOrDefault(waiting.sound(), Long.MIN_VALUE)) {
            newestOtherUs.put(waiting.sound(), packet.dtsUs());
            bus.publish(waiting.sound(), packet);
        }
    }

    private void publish(Packet packet) {
        bus.publish(new Packet(
                numbers++,
                packet.track(),
                packet.key(),
                packet.ptsUs(),
                packet.dtsUs(),
                packet.durationUs(),
                packet.arrivedNanos(),
                packet.wallUs(),
                packet.data(),
                packet.offset()));
    }
}
