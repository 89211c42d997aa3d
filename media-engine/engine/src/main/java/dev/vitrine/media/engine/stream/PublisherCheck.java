package dev.vitrine.media.engine.stream;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHealth.State;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at what a publisher sends, packet by packet and before anything is dropped or mended, and says what is wrong
 * and what to set. Tells only of changes: the newest word on each probe holds. All times are the publisher's, so a poor
 * line that delays packets is no fault of the encoder's. Guarded by its stream's lock.
 */
final class PublisherCheck {
    /** Milliseconds are rounded, so offsets that differ by less are the same. */
    private static final long ROUNDING_US = 2_000;

    /** Frames looked at together for an even rate: three seconds at 30 fps. */
    private static final int INTERVALS = 90;

    /** An interval is off when it differs from the usual one by more than half of that. */
    private static final int OFF_DIVISOR = 2;

    /** A rate is uneven when more than one interval in twenty is off; encoders drop a frame now and then. */
    private static final int TOLERATED_SHARE = 20;

    /** What happens once is forgotten when it has not happened again for this long. */
    private static final long FORGET_US = 30_000_000;

    /** Encoders that do not know extended timestamps begin anew after 24 bits of milliseconds: 4 h 39 min. */
    private static final long WRAP_24_US = (1L << 24) * 1_000;

    /** Encoders that count with a sign begin anew after 31 bits: 24.8 days. */
    private static final long WRAP_31_US = (1L << 31) * 1_000;

    private static final long WRAP_SLACK_US = 2_000_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final String event;
    private final Consumer<MediaHealth> listener;
    private final Map<PublisherProbe, State> states = new EnumMap<>(PublisherProbe.class);
    private final Map<PublisherProbe, String> sentences = new EnumMap<>(PublisherProbe.class);
    private final double[] values = new double[PublisherProbe.values().length];
    private final double[] thresholds = new double[PublisherProbe.values().length];
    private final Map<PublisherProbe, Long> raisedUs = new EnumMap<>(PublisherProbe.class);
    private final Map<PublisherProbe, Lack> lacking = new EnumMap<>(PublisherProbe.class);
    private final long[] intervalsUs = new long[INTERVALS];
    private IngestPolicy policy = IngestPolicy.DEFAULT;
    private int intervals;
    private long firstVideoUs;
    private long lastVideoUs;
    private long lastAudioUs;
    private long lastKeyUs;
    private long leastCompositionUs;
    private long mostCompositionUs;
    private int framesInGop;
    private long broken;

    PublisherCheck(String event, Consumer<MediaHealth> listener) {
        this.event = event;
        this.listener = listener;
        restart();
    }

    /** Another publisher comes; what was wrong with the one before is over. */
    void begin(IngestPolicy next) {
        policy = next;
        broken = 0;
        raisedUs.clear();
        restart();
        for (PublisherProbe probe : PublisherProbe.values()) {
            switch (probe) {
                case CODEC, PICTURE, BACKUP_PICTURE -> {} // until there is a picture
                default -> settle(probe, 0, 0, "Another publisher has come.");
            }
        }
    }

    /** The publisher sends what can be taken. */
    void accepted() {
        settle(PublisherProbe.CODEC, 0, 0, "The publisher's codecs are taken.");
        pictured(PublisherProbe.PICTURE);
    }

    /** A publisher's first picture may be overdue; told once for each thing that is lacking. */
    void await(PublisherProbe probe, State state, FirstPicture picture, String who, long nowNanos) {
        if (!picture.isOverdue(nowNanos)) {
            return;
        }
        values[probe.ordinal()] = picture.waitedMs(nowNanos);
        thresholds[probe.ordinal()] = picture.limitMs();
        Lack lack = picture.lack();
        boolean told = states.getOrDefault(probe, State.OK) == state && lacking.get(probe) == lack;
        if (!told) {
            lacking.put(probe, lack);
            tell(probe, state, picture.waitedMs(nowNanos), picture.limitMs(), picture.sentence(who, nowNanos));
        }
    }

    /** A publisher's picture is there. */
    void pictured(PublisherProbe probe) {
        settle(probe, 0, 0, "A picture that can be shown has come.");
    }

    /** The publisher is sent away because of what it sends. */
    void refused(PublisherProbe probe, String why) {
        raise(probe, State.BAD, 0, 0, why);
    }

    /**
     * Returns how each probe stands, with its newest figure; what was said of one that is not well is said again. Of a
     * publisher whose first picture has not come nothing else is known, and nothing is well.
     */
    List<MediaHealth> readings() {
        boolean looked = firstVideoUs != NEVER;
        return Arrays.stream(PublisherProbe.values())
                .filter(probe -> states.getOrDefault(probe, State.OK) != State.OK
                        || looked && probe != PublisherProbe.BACKUP_PICTURE)
                .map(probe -> {
                    MediaHealth reading = health(
                            probe,
                            states.getOrDefault(probe, State.OK),
                            values[probe.ordinal()],
                            thresholds[probe.ordinal()],
                            sentences.getOrDefault(probe, ""));
                    return reading.state() == State.OK ? reading.quiet() : reading;
                })
                .toList();
    }

    /** A frame that could be read. */
    void frame(Sample sample) {
        forget(sample.sourceUs());
        if (sample.track() == Track.AUDIO) {
            lastAudioUs = sample.sourceUs();
            settle(PublisherProbe.AUDIO, 0, policy.noSoundMs(), "Sound comes with the picture.");
            return;
        }
        long us = sample.sourceUs();
        if (firstVideoUs == NEVER) {
            firstVideoUs = us;
        }
        interval(us);
        size(sample);
        keyFrames(sample);
        composition(sample);
        silence(us);
        lastVideoUs = us;
    }

    /** The timestamps have made a jump that begins the timeline anew. */
    void jumped(long stepUs, long nowUs) {
        boolean back = stepUs < 0;
        long size = Math.abs(stepUs);
        String what = back ? "jumped back by " : "jumped ahead by ";
        String why;
        if (back && Math.abs(size - WRAP_24_US) < WRAP_SLACK_US) {
            why = "The encoder's timestamps began anew after 4 h 39 min, since it knows no extended timestamps."
                    + " Update it, or restart the stream before it has run that long.";
        } else if (back && Math.abs(size - WRAP_31_US) < WRAP_SLACK_US) {
            why = "The encoder's timestamps began anew after 24.8 days, since it counts them with a sign. Restart the"
                    + " stream before it has run that long.";
        } else {
            why = "The encoder's timestamps " + what + seconds(size)
                    + "; viewers saw a short break. In OBS, end and start"
                    + " the stream after changing sources or the computer's clock; a media source that loops should"
                    + " be restarted by a scene change, and in ffmpeg -re -stream_loop needs -fflags +genpts.";
        }
        raise(PublisherProbe.TIMESTAMPS, State.WARN, stepUs / 1_000.0, SourceClock.MAX_BACK_US / 1_000.0, why);
        restart();
        raisedUs.replaceAll((probe, us) -> nowUs);
        raisedUs.put(PublisherProbe.TIMESTAMPS, nowUs);
    }

    /** The publisher's 32-bit clock has begun anew, which costs nothing. */
    void wrapped() {
        tell(
                PublisherProbe.TIMESTAMPS,
                State.OK,
                0,
                0,
                "The encoder's clock has begun anew after 49.7 days, as it has to; viewers noticed nothing.");
    }

    /** A frame that is empty or cannot be read. */
    void broken(String how, long sourceUs) {
        broken++;
        raisedUs.put(PublisherProbe.FRAMES, sourceUs);
        raise(
                PublisherProbe.FRAMES,
                State.WARN,
                broken,
                1,
                "The encoder sends frames that cannot be decoded (" + how + "); they are left out up to the next key"
                        + " frame. In OBS, Settings → Output → choose another encoder, x264 to begin with, and update"
                        + " the graphics driver.");
    }

    private void interval(long us) {
        if (lastVideoUs == NEVER) {
            return;
        }
        long step = us - lastVideoUs;
        if (step < 0) {
            raisedUs.put(PublisherProbe.TIMESTAMPS, us);
            raise(
                    PublisherProbe.TIMESTAMPS,
                    State.WARN,
                    step / 1_000.0,
                    0,
                    "The encoder's timestamps go back by " + -step / 1_000 + " ms now and then; such frames are shown"
                            + " late. In OBS, end and start the stream; in ffmpeg, add -fflags +genpts.");
        }
        intervalsUs[intervals++] = step;
        if (intervals < INTERVALS) {
            return;
        }
        intervals = 0;
        long[] sorted = intervalsUs.clone();
        Arrays.sort(sorted);
        long usual = sorted[INTERVALS / 2];
        int off = 0;
        for (long each : sorted) {
            off += Math.abs(each - usual) > usual / OFF_DIVISOR ? 1 : 0;
        }
        double longestMs = sorted[INTERVALS - 1] / 1_000.0;
        double mostMs = (usual + usual / OFF_DIVISOR) / 1_000.0;
        if (off * TOLERATED_SHARE <= INTERVALS) {
            settle(PublisherProbe.FRAME_RATE, longestMs, mostMs, "Frames come at even distances.");
            return;
        }
        raise(
                PublisherProbe.FRAME_RATE,
                State.WARN,
                longestMs,
                mostMs,
                "The frame rate varies: frames come " + Math.round(sorted[0] / 1_000.0) + " to " + Math.round(longestMs)
                        + " ms apart, " + off + " of " + INTERVALS + " off the usual " + Math.round(usual / 1_000.0)
                        + " ms. In OBS, Settings → Video → a common FPS value, and a faster Encoder Preset if it says"
                        + " \"Encoding overloaded\"; in ffmpeg, -fps_mode cfr.");
    }

    private void size(Sample sample) {
        if (sample.length() <= policy.frameBytes()) {
            return;
        }
        raisedUs.put(PublisherProbe.FRAME_SIZE, sample.sourceUs());
        raise(
                PublisherProbe.FRAME_SIZE,
                State.WARN,
                sample.length(),
                policy.frameBytes(),
                "One frame has " + megabytes(sample.length())
                        + ", which holds up everything behind it on a viewer's line."
                        + " In OBS, Settings → Output → Rate Control → CBR, and a lower Bitrate.");
    }

    private void keyFrames(Sample sample) {
        long us = sample.sourceUs();
        if (lastKeyUs == NEVER) {
            lastKeyUs = sample.key() ? us : NEVER;
            return;
        }
        double gopMs = (us - lastKeyUs) / 1_000.0;
        if (gopMs > policy.gopMs()) {
            raise(
                    PublisherProbe.GOP,
                    State.WARN,
                    gopMs,
                    policy.gopMs(),
                    "Key frames are more than " + seconds(policy.gopMs() * 1_000)
                            + " apart, so whoever joins, or changes quality, waits that long. In OBS, Settings →"
                            + " Output → Keyframe Interval → 1 s; in ffmpeg, -g with as many frames as come in a"
                            + " second.");
        }
        if (!sample.key()) {
            return;
        }
        if (gopMs <= policy.gopMs()) {
            settle(PublisherProbe.GOP, gopMs, policy.gopMs(), "Key frames are close enough.");
        }
        if (framesInGop > 1 && mostCompositionUs - leastCompositionUs <= ROUNDING_US) {
            settle(PublisherProbe.B_FRAMES, 0, ROUNDING_US / 1_000.0, "No B-frames come.");
        }
        lastKeyUs = us;
        framesInGop = 0;
        leastCompositionUs = Long.MAX_VALUE;
        mostCompositionUs = Long.MIN_VALUE;
    }

    private void composition(Sample sample) {
        framesInGop++;
        leastCompositionUs = Math.min(leastCompositionUs, sample.compositionUs());
        mostCompositionUs = Math.max(mostCompositionUs, sample.compositionUs());
        if (mostCompositionUs - leastCompositionUs <= ROUNDING_US) {
            return;
        }
        double delayMs = mostCompositionUs / 1_000.0;
        raise(
                PublisherProbe.B_FRAMES,
                State.WARN,
                delayMs,
                ROUNDING_US / 1_000.0,
                "The encoder sends B-frames, which delays the picture by up to " + Math.round(delayMs)
                        + " ms and makes phones stutter. In OBS, Settings → Output → Max B-frames → 0, or with x264"
                        + " Tune → zerolatency; in ffmpeg, -bf 0.");
    }

    private void silence(long us) {
        boolean never = lastAudioUs == NEVER;
        long since = never ? firstVideoUs : Math.max(firstVideoUs, lastAudioUs);
        double silentMs = (us - since) / 1_000.0;
        if (silentMs <= policy.noSoundMs()) {
            return;
        }
        raise(
                PublisherProbe.AUDIO,
                never ? State.WARN : State.BAD,
                silentMs,
                policy.noSoundMs(),
                (never ? "The picture comes without sound." : "The sound has stopped while the picture goes on.")
                        + " In OBS, look whether the Audio Mixer moves, and Settings → Audio → Mic/Auxiliary Audio and"
                        + " Settings → Output → Audio Track.");
    }

    /** What happened once, long enough ago, is over. */
    private void forget(long us) {
        raisedUs.entrySet().removeIf(raised -> {
            if (Math.abs(us - raised.getValue()) < FORGET_US) {
                return false;
            }
            settle(raised.getKey(), 0, 0, "It has not happened again for " + FORGET_US / 1_000_000 + " s.");
            return true;
        });
    }

    private void restart() {
        intervals = 0;
        firstVideoUs = NEVER;
        lastVideoUs = NEVER;
        lastAudioUs = NEVER;
        lastKeyUs = NEVER;
        leastCompositionUs = Long.MAX_VALUE;
        mostCompositionUs = Long.MIN_VALUE;
        framesInGop = 0;
    }

    private void raise(PublisherProbe probe, State state, double value, double threshold, String sentence) {
        values[probe.ordinal()] = value;
        thresholds[probe.ordinal()] = threshold;
        if (states.getOrDefault(probe, State.OK) != state) {
            tell(probe, state, value, threshold, sentence);
        }
    }

    private void settle(PublisherProbe probe, double value, double threshold, String sentence) {
        raise(probe, State.OK, value, threshold, sentence);
    }

    private void tell(PublisherProbe probe, State state, double value, double threshold, String sentence) {
        states.put(probe, state);
        sentences.put(probe, sentence);
        listener.accept(health(probe, state, value, threshold, sentence));
    }

    private MediaHealth health(PublisherProbe probe, State state, double value, double threshold, String sentence) {
        return new MediaHealth(
                event,
                probe.id(),
                state,
                Math.round(value * 10) / 10.0,
                threshold,
                probe.unit(),
                sentence,
                state == State.OK ? "" : probe.runbook());
    }

    private static String seconds(long us) {
        return String.format(Locale.ROOT, "%.1f s", us / 1e6);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
