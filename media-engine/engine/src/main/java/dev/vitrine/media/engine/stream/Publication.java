package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.AccessUnit;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.mp4.Timescale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One publisher's hold on a stream: takes its configurations and frames, finds the points where viewers can start, and
 * puts packets on the bus. Used by the publisher's thread alone; the stream's lock is taken for each frame.
 */
public final class Publication implements AutoCloseable {
    /** How long the first picture waits for the configuration of the sound, in the publisher's time. */
    static final long AUDIO_WAIT_US = 1_000_000;

    private static final long MAX_PENDING_BYTES = 8 << 20;

    private enum Phase {
        /** Nothing passes until a key frame. */
        WAIT_KEY,
        /** A key frame is there; is there going to be sound? */
        WAIT_AUDIO,
        /** Packets pass. */
        RUN
    }

    private final Stream stream;
    private final Publisher publisher;
    private final SourceClock clock;
    private final FirstPicture picture;
    private Phase phase = Phase.WAIT_KEY;
    private @Nullable VideoConfig video;
    private @Nullable AudioConfig audio;
    private final Others others = new Others();
    private List<Sound> sounds = List.of();
    private boolean audioExpected = true;
    private @Nullable Codecs active;
    private long audioFromUs;
    private final List<Sample> pending = new ArrayList<>();
    private long pendingBytes;
    private long damaged;
    private boolean begun;
    private boolean over;

    Publication(Stream stream, Publisher publisher, EngineClock clock, IngestPolicy policy) {
        this.stream = stream;
        this.publisher = publisher;
        this.clock = new SourceClock(clock);
        this.picture = new FirstPicture(clock.nanos(), policy.noPictureMs());
    }

    /** Who publishes. */
    public Publisher publisher() {
        return publisher;
    }

    /**
     * Tells how far the publisher has come, for the sentence that staff get if its first picture is overdue. Cheap.
     *
     * @param gaps how often packets were missing so far
     */
    public void lacks(Lack what, long gaps) {
        picture.lacks(what);
        picture.gaps(gaps);
    }

    /** The wait for the first picture. */
    FirstPicture picture() {
        return picture;
    }

    /** Tells whether sound is to come, if the publisher says so in its metadata. */
    public void expectAudio(boolean expected) {
        audioExpected = expected;
    }

    /** Takes a video configuration; it applies from the next key frame. */
    public void configure(VideoConfig config) {
        video = config;
        picture.lacks(Lack.KEY_FRAME);
    }

    /** Takes an audio configuration; it applies from the next key frame. */
    public void configure(AudioConfig config) {
        audio = config;
    }

    /**
     * Tells what another sound is called; it is waited for as the first one is. More than {@link Sound#MOST} are left
     * out.
     *
     * @param sound which one, 0 the first
     */
    public void describe(int sound, String name, String language) {
        others.describe(sound, name, language);
    }

    /** Forgets what was told of sounds; those that are described from now on are all there are. */
    public void describeAnew() {
        others.forget();
    }

    /** Takes the configuration of one of several sounds; otherwise like {@link #configure(AudioConfig)}. */
    public void configure(int sound, AudioConfig config) {
        if (sound == 0) {
            configure(config);
        } else {
            others.configure(sound, config);
        }
    }

    /** Takes the next frame of one of several sounds; otherwise like {@link #audio(long, byte[], int, long)}. */
    public void audio(int sound, long ptsUs, byte[] data, int offset, long arrivedNanos) throws IOException {
        if (sound == 0) {
            audio(ptsUs, data, offset, arrivedNanos);
            return;
        }
        AudioConfig config = others.config(sound);
        if (config == null || offset >= data.length) {
            return;
        }
        int samples;
        try {
            samples = config.samples(data, offset);
        } catch (IOException malformed) {
            return; // one frame of sound less
        }
        offer(new Sample(Track.AUDIO, sound, true, ptsUs, 0, samples, data, offset, arrivedNanos));
    }

    /** How many frames were dropped because they were malformed. */
    public long damaged() {
        return damaged;
    }

    /**
     * Takes the next frame of the picture, in decoding order.
     *
     * @param key whether the publisher says that decoding can start here
     * @param dtsUs decoding time on the publisher's clock, without wrap
     * @param compositionUs presentation time less decoding time
     * @throws IOException if another publisher has taken the stream over
     */
    public void video(boolean key, long dtsUs, long compositionUs, byte[] data, int offset, long arrivedNanos)
            throws IOException {
        VideoConfig config = video;
        if (config == null) {
            picture.lacks(Lack.SEQUENCE_HEADER);
            return;
        }
        AccessUnit unit;
        try {
            unit = config.inspect(key, data, offset);
        } catch (IOException malformed) {
            damaged++;
            stream.damaged(this, String.valueOf(malformed.getMessage()), dtsUs);
            phase = Phase.WAIT_KEY; // what follows refers to what is missing
            return;
        }
        offer(new Sample(
                Track.VIDEO, 0, unit.key(), dtsUs, compositionUs, 0, unit.data(), unit.offset(), arrivedNanos));
    }

    /** Takes the next frame of the sound; otherwise like {@link #video}. */
    public void audio(long ptsUs, byte[] data, int offset, long arrivedNanos) throws IOException {
        picture.lacks(Lack.PICTURE_WITH_SOUND);
        AudioConfig config = audio;
        if (config == null || offset >= data.length) {
            return;
        }
        int samples;
        try {
            samples = config.samples(data, offset);
        } catch (IOException malformed) {
            damaged++;
            stream.damaged(this, String.valueOf(malformed.getMessage()), ptsUs);
            return; // one frame of sound less; nothing refers to it
        }
        offer(new Sample(Track.AUDIO, 0, true, ptsUs, 0, samples, data, offset, arrivedNanos));
    }

    /** Ends the publication. */
    public void end(String why) {
        stream.ended(this, why);
    }

    /**
     * Ends the publication because of what it sends; the event's log hears of it even if there never was a picture.
     *
     * @param probe what is wrong with it
     */
    public void reject(PublisherProbe probe, String why) {
        stream.refused(this, probe, why);
        end(why);
        stream.turnedAway(why);
    }

    /** A message of the picture that holds nothing. */
    public void empty(long dtsUs) {
        damaged++;
        stream.damaged(this, "an empty frame", dtsUs);
    }

    /** The publisher's clock has gone round. */
    public void clockWrapped() {
        stream.wrapped(this);
    }

    @Override
    public void close() {
        end("The publisher has left.");
    }

    private void offer(Sample sample) throws IOException {
        stream.lock();
        try {
            if (over) {
                throw new IOException("another publisher has taken over event \"" + stream.event() + "\"");
            }
            if (sample.startsGop() && !picture.hasCome()) {
                picture.comes();
                stream.pictured(this);
            }
            if (!stream.mayPass(this)) {
                restart();
                return;
            }
            stream.heard(this, sample.arrivedNanos());
            if (sample.sound() > 0) {
                take(sample);
                return;
            }
            if (phase == Phase.RUN && clock.jumps(sample.sourceUs())) {
                stream.jumped(this, clock.stepUs(sample.sourceUs()), sample.sourceUs());
                restart();
            }
            stream.look(this, sample);
            switch (phase) {
                case WAIT_KEY -> waitForKey(sample);
                case WAIT_AUDIO -> waitForAudio(sample);
                case RUN -> run(sample);
            }
        } finally {
            stream.unlock();
        }
    }

    /** A frame of another sound: nothing is found out by it. */
    private void take(Sample sample) {
        if (phase == Phase.WAIT_AUDIO && pendingBytes < MAX_PENDING_BYTES) {
            waitForAudio(sample);
        } else if (phase == Phase.RUN && !clock.jumps(sample.sourceUs())) {
            other(sample);
        }
    }

    private void waitForKey(Sample sample) {
        if (!sample.startsGop()) {
            return;
        }
        if (waitsForSound()) {
            phase = Phase.WAIT_AUDIO;
            waitForAudio(sample);
        } else {
            begin(sample);
        }
    }

    private void waitForAudio(Sample sample) {
        pending.add(sample);
        pendingBytes += sample.length();
        long waitedUs = sample.sourceUs() - pending.getFirst().sourceUs();
        if (waitsForSound() && waitedUs < AUDIO_WAIT_US && pendingBytes < MAX_PENDING_BYTES) {
            return;
        }
        List<Sample> samples = List.copyOf(pending);
        pending.clear();
        pendingBytes = 0;
        begin(samples.getFirst());
        samples.stream().skip(1).forEach(this::run);
    }

    private boolean waitsForSound() {
        return audioExpected && (audio == null || !others.complete());
    }

    /** A new stretch at a key frame. */
    private void begin(Sample key) {
        if (active == null || clock.jumps(key.sourceUs())) {
            clock.anchor(key.sourceUs(), stream.newestUs());
        }
        Codecs codecs = codecs();
        long dtsUs = clock.videoUs(key.sourceUs());
        long ptsUs = SourceClock.presentationUs(dtsUs, key.compositionUs());
        active = codecs;
        sounds = others.with(audio);
        audioFromUs = dtsUs;
        phase = Phase.RUN;
        begun = true;
        stream.begin(this, codecs, ptsUs, sounds);
        publish(key, dtsUs, ptsUs, clock.videoIntervalUs(codecs.video().fps()));
    }

    private void run(Sample sample) {
        if (sample.sound() > 0) {
            other(sample);
            return;
        }
        Codecs codecs = codecs();
        Codecs now = active;
        boolean others = sample.startsGop() && !Sound.same(sounds, this.others.with(audio));
        if (now == null || others || sample.track() == Track.VIDEO && !codecs.sameAs(now)) {
            if (sample.key()) {
                begin(sample);
                return;
            }
            if (now == null || !codecs.video().sameAs(now.video())) {
                phase = Phase.WAIT_KEY;
                return;
            }
        }
        if (sample.track() == Track.VIDEO) {
            long dtsUs = clock.videoUs(sample.sourceUs());
            long ptsUs = SourceClock.presentationUs(dtsUs, sample.compositionUs());
            publish(sample, dtsUs, ptsUs, clock.videoIntervalUs(codecs.video().fps()));
        } else {
            now.audio()
                    .filter(config -> audio != null && config.sameAs(audio))
                    .ifPresent(config -> sound(sample, config));
        }
    }

    private void sound(Sample sample, AudioConfig config) {
        long position = clock.audioSample(0, sample.sourceUs(), config, sample.samples());
        if (position < 0) {
            return;
        }
        long ptsUs = us(position, config);
        if (ptsUs >= audioFromUs) {
            publish(sample, ptsUs, ptsUs, us(position + sample.samples(), config) - ptsUs);
        }
    }

    private void other(Sample sample) {
        for (Sound sound : sounds) {
            if (sound.id().equals(String.valueOf(sample.sound()))) {
                AudioConfig config = sound.config();
                long position = clock.audioSample(sample.sound(), sample.sourceUs(), config, sample.samples());
                long ptsUs = us(position, config);
                if (position >= 0 && ptsUs >= audioFromUs) {
                    stream.publish(sound.id(), sample, ptsUs, us(position + sample.samples(), config) - ptsUs);
                }
            }
        }
    }

    private static long us(long position, AudioConfig config) {
        return Timescale.of(config).us(position);
    }

    private void publish(Sample sample, long dtsUs, long ptsUs, long durationUs) {
        stream.publish(sample, dtsUs, ptsUs, durationUs);
    }

    private Codecs codecs() {
        VideoConfig config = video;
        if (config == null) {
            throw new IllegalStateException("no frame passes without a video configuration");
        }
        return Codecs.of(config, audio);
    }

    /** Back to the start: the next key frame begins a new stretch at the present moment. */
    private void restart() {
        phase = Phase.WAIT_KEY;
        active = null;
        pending.clear();
        pendingBytes = 0;
    }

    /** Somebody else has begun; this one goes on with its next key frame. Under the stream's lock. */
    void interrupt() {
        restart();
    }

    /** Whether packets pass, rather than a key frame being waited for; under the stream's lock. */
    boolean isRunning() {
        return phase == Phase.RUN;
    }

    /** Whether any packet has passed; under the stream's lock. */
    boolean hasBegun() {
        return begun;
    }

    /** Marks the publication as over; under the stream's lock. */
    void finish() {
        over = true;
    }
}
