package dev.vitrine.media.engine.rtsp;

import java.util.Optional;

/**
 * Puts the sound on the picture's clock, since each track of RTP has one of its own that begins anywhere: by the sender
 * reports (RFC 3550, 6.4.1) as soon as both tracks have one; before that by what the answer to {@code PLAY} said, or
 * else by when the first packets came. For one thread.
 */
final class LipSync {
    /** Two clocks that are said to be further apart than this, beyond when their packets came, are not believed. */
    private static final long MAX_CORRECTION_US = 10_000_000;

    private final RtpClock picture;
    private final RtpClock sound;
    private Optional<Long> told = Optional.empty();
    private boolean seen;
    private long pictureUs;
    private long pictureNanos;
    private boolean joined;
    private long arrivalShiftUs;

    LipSync(RtpClock picture, RtpClock sound) {
        this.picture = picture;
        this.sound = sound;
    }

    /** What both clocks showed at the beginning of the play ({@code rtptime}, RFC 2326, 12.33). */
    void began(int pictureTimestamp, int soundTimestamp) {
        told = Optional.of(picture.peekUs(pictureTimestamp) - sound.peekUs(soundTimestamp));
    }

    /** A packet of the picture has come. */
    void picture(long us, long arrivedNanos) {
        pictureUs = us;
        pictureNanos = arrivedNanos;
        seen = true;
    }

    /** When a frame of sound is heard, on the picture's clock; empty while there is no picture. */
    Optional<Long> soundUs(long us, long arrivedNanos) {
        if (!seen) {
            return Optional.empty();
        }
        if (!joined) {
            joined = true;
            arrivalShiftUs = pictureUs + (arrivedNanos - pictureNanos) / 1_000 - us;
        }
        Optional<Long> reported =
                picture.leadUs().flatMap(ahead -> sound.leadUs().map(soundAhead -> ahead - soundAhead));
        return Optional.of(us
                + reported.filter(this::believed)
                        .or(() -> told.filter(this::believed))
                        .orElse(arrivalShiftUs));
    }

    private boolean believed(long shiftUs) {
        return Math.abs(shiftUs - arrivalShiftUs) <= MAX_CORRECTION_US;
    }
}
