package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import java.util.List;

/** The other encodings of a stream. Safe from any thread. */
public interface Rungs {
    /** There is the source alone. */
    Rungs NONE = new Rungs() {
        @Override
        public List<Rung> rungs() {
            return List.of();
        }

        @Override
        public Runnable watch(String name, PacketSubscriber reader) {
            return () -> {};
        }
    };

    /** What there is, the source first. Never waits. */
    List<Rung> rungs();

    /**
     * Lets a reader have the packets of a rung until the returned action is run.
     *
     * @param name of one of {@link #rungs} but the source
     */
    Runnable watch(String name, PacketSubscriber reader);
}
