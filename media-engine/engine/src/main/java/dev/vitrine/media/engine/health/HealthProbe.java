package dev.vitrine.media.engine.health;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Track;
import dev.vitrine.media.engine.worker.WorkerPool;
import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream's probe: keeps the newest key frame and the sound of the last second, has the warm worker look at them
 * once a second, and tells what has changed. While a look takes longer the next one is left out; while there is no
 * worker there is no verdict. Safe from any thread.
 */
public final class HealthProbe {
    private static final Logger LOG = System.getLogger(HealthProbe.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** A little more than a second of the shortest frames of AAC. */
    private static final int MAX_SOUND = 128;

    private static final long MAX_SAMPLE_BYTES = 4 << 20;

    private final Stream stream;
    private final WorkerPool pool;
    private final Supplier<HealthLimits> limits;
    private final Consumer<MediaHealth> told;
    private final Diagnosis diagnosis;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final List<byte[]> sound = new ArrayList<>();
    private @Nullable Segment segment;
    private @Nullable Packet key;
    private long pictureUs = Long.MIN_VALUE;
    private long soundUs = Long.MIN_VALUE;

    /**
     * A probe that has not looked yet.
     *
     * @param told hears of each change, on the worker's reading thread; hands on and returns
     */
    @SuppressWarnings("this-escape") // hears of nothing before the first packet
    public HealthProbe(Stream stream, WorkerPool pool, Supplier<HealthLimits> limits, Consumer<MediaHealth> told) {
        this.stream = stream;
        this.pool = pool;
        this.limits = limits;
        this.told = told;
        this.diagnosis = new Diagnosis(stream.event());
        stream.attach(new Collector());
    }

    /** Looks, if a publisher's picture is shown. Called once a second; returns at once. */
    public void look() {
        StreamState state = stream.status().state();
        if (state != StreamState.LIVE && state != StreamState.BACKUP || !looking.compareAndSet(false, true)) {
            return;
        }
        Optional<Look> look = take();
        if (look.isEmpty()) {
            looking.set(false);
            return;
        }
        pool.ask(look.get()::request, LIMIT).whenComplete((answer, failed) -> {
            try {
                if (answer instanceof Response.Probed probed) {
                    judge(probed, look.get().offsetMs());
                } else {
                    LOG.log(Level.DEBUG, "Event \"{0}\" was not looked at: {1}", stream.event(), answer);
                }
            } finally {
                looking.set(false);
            }
        });
    }

    /** Returns how the picture and sound of the last second stand; none while no publisher's picture is shown. */
    public List<MediaHealth> readings() {
        StreamState state = stream.status().state();
        if (state != StreamState.LIVE && state != StreamState.BACKUP) {
            return List.of();
        }
        synchronized (diagnosis) {
            return diagnosis.readings();
        }
    }

    private void judge(Response.Probed probed, double offsetMs) {
        List<MediaHealth> changes;
        synchronized (diagnosis) {
            changes = diagnosis.take(
                    new Vitals(
                            probed.black(),
                            probed.change(),
                            probed.peakDb(),
                            probed.clipped(),
                            probed.lufs(),
                            offsetMs),
                    limits.get());
        }
        changes.forEach(told);
    }

    private record Look(
            String stream,
            String fourCc,
            byte[] config,
            byte[] sample,
            byte[] asc,
            List<byte[]> sound,
            double offsetMs) {
        Request request(long id) {
            return new Request.Probe(id, stream, fourCc, config, sample, asc, sound);
        }
    }

    private Optional<Look> take() {
        Look[] look = new Look[1];
        stream.exclusively(() -> {
            Segment now = segment;
            Packet picture = key;
            if (now == null) {
                return;
            }
            byte[] asc = now.codecs()
                    .audio()
                    .filter(AacConfig.class::isInstance)
                    .map(audio -> audio.configRecord())
                    .orElse(new byte[0]);
            byte[] sample = picture == null
                    ? new byte[0]
                    : Arrays.copyOfRange(picture.data(), picture.offset(), picture.data().length);
            boolean both = pictureUs != Long.MIN_VALUE && soundUs != Long.MIN_VALUE;
            look[0] = new Look(
                    stream.event(),
                    now.codecs().video().fourCc(),
                    now.codecs().video().configRecord(),
                    sample,
                    asc,
                    asc.length == 0 ? List.of() : List.copyOf(sound),
                    both ? (pictureUs - soundUs) / 1_000.0 : Double.NaN);
            sound.clear();
            key = null;
        });
        return Optional.ofNullable(look[0]);
    }

    /** Under the stream's lock. */
    private final class Collector implements PacketSubscriber {
        @Override
        public void begin(Segment next) {
            segment = next;
            key = null;
            sound.clear();
            pictureUs = Long.MIN_VALUE;
            soundUs = Long.MIN_VALUE;
        }

        @Override
        public void packet(Packet packet) {
            if (packet.track() == Track.VIDEO) {
                pictureUs = packet.dtsUs();
                if (packet.key() && packet.length() <= MAX_SAMPLE_BYTES) {
                    key = packet;
                }
            } else {
                soundUs = packet.dtsUs();
                if (sound.size() >= MAX_SOUND) {
                    sound.removeFirst();
                }
                sound.add(Arrays.copyOfRange(packet.data(), packet.offset(), packet.data().length));
            }
        }

        @Override
        public void pause() {}
    }
}
