package dev.vitrine.media.worker.probe;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks and listens; remembers for each stream what the next look is compared with. Safe from any thread. */
public final class Probes {
    private static final int MAX_STREAMS = 64;

    private final Map<String, Before> before = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Before> eldest) {
            return size() > MAX_STREAMS;
        }
    };

    private record Before(
            byte @Nullable [] grey,
            byte[] audioConfig,
            @Nullable Loudness loudness) {}

    /** Remembers nothing yet. */
    public Probes() {}

    /**
     * Looks and listens once.
     *
     * @throws AvException if there is neither picture nor sound in the bytes, or the deadline passes
     */
    public Response look(Request.Probe probe, Deadline deadline) throws IOException {
        Before last;
        synchronized (before) {
            last = before.getOrDefault(probe.stream(), new Before(null, new byte[0], null));
        }
        byte[] grey = probe.sample().length == 0 ? null : Picture.grey(probe.fourCc(), probe.config(), probe.sample());
        deadline.check();
        boolean sameSound = java.util.Arrays.equals(last.audioConfig, probe.audioConfig());
        Sound sound = new Sound(sameSound ? last.loudness : null);
        if (!probe.audio().isEmpty()) {
            sound.measure(probe.audioConfig(), probe.audio());
        }
        synchronized (before) {
            before.put(
                    probe.stream(), new Before(grey == null ? last.grey : grey, probe.audioConfig(), sound.loudness()));
        }
        byte[] former = last.grey;
        return new Response.Probed(
                probe.id(),
                grey == null ? Double.NaN : Picture.luma(grey),
                grey == null ? Double.NaN : Picture.black(grey),
                grey == null || former == null ? Double.NaN : Picture.change(grey, former),
                sound.peakDb(),
                sound.clipped(),
                sound.lufs());
    }
}
